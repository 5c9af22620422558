import Foundation
import Synchronization
import Vocabulary

/// A connection that carries frames: a thread that reads, a thread that writes, and an outbox between.
///
/// The outbox is bounded by what it holds: data by the credit of its streams, all else by the number of calls.
final class FrameLink: Sendable {
    private let streams: ByteStreams
    private let outbox: Mutex<Outbox>
    private let filled = DispatchSemaphore(value: 0)
    /// Signalled when the writing thread has ended.
    private let written = DispatchSemaphore(value: 0)

    private struct Outbox {
        var bytes: [UInt8]
        var isFinished = false
    }

    init(over streams: ByteStreams) {
        self.streams = streams
        outbox = Mutex(Outbox(bytes: Greeting.line(version: LinkLimits.version)))
    }

    /// Sends the greeting and begins to read. `receiver` lives as long as the connection.
    func start(_ receiver: some FrameReceiver) {
        filled.signal()
        Thread.detachNewThread { self.writeFrames() }
        Thread.detachNewThread { self.readFrames(receiver) }
    }

    /// Sends a frame after those before it; does not wait. Once the connection has ended it goes nowhere.
    func send(_ frame: Frame) {
        outbox.withLock { if !$0.isFinished { frame.append(to: &$0.bytes) } }
        filled.signal()
    }

    /// Sends what is in the outbox, and then closes this direction.
    func finish() {
        outbox.withLock { $0.isFinished = true }
        filled.signal()
    }

    /// Ends the connection at once.
    func close() {
        finish()
        streams.interrupt()
    }

    private func writeFrames() {
        // A reader that has gone is an error of `write`, and not the end of this process.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        while true {
            filled.wait()
            let (bytes, isLast) = outbox.withLock { outbox -> ([UInt8], Bool) in
                defer { outbox.bytes = [] }
                return (outbox.bytes, outbox.isFinished)
            }
            do {
                try streams.write(bytes)
            } catch {
                // The reader finds the end, and behind what the other end has still said.
                finish()
                break
            }
            if isLast { break }
        }
        streams.endWriting()
        written.signal()
    }

    private func readFrames(_ receiver: some FrameReceiver) {
        let end = read(receiver)
        if case .refused(let problem) = end, !problem.isTold {
            send(Frame(kind: .farewell, call: 0, payload: ProblemMessage.encode([problem.problem])))
        }
        finish()
        // The process may end with the connection: what the other end is still told goes out first, unless it takes nothing.
        if written.wait(timeout: .now() + 5) == .timedOut { streams.interrupt() }
        receiver.ended(end)
        streams.endReading()
    }

    private func read(_ receiver: some FrameReceiver) -> LinkEnd {
        var search = Greeting.Search()
        var parser = FrameParser()
        var isGreeted = false
        var buffer = [UInt8](repeating: 0, count: 128 * 1024)
        while true {
            let count: Int
            do {
                count = try buffer.withUnsafeMutableBytes { try streams.read(into: $0) }
            } catch {
                let reason = Self.reason(error)
                return isGreeted ? .cut(reason) : .noGreeting(banner: search.banner, reason)
            }
            if count == 0 {
                guard isGreeted else { return .noGreeting(banner: search.banner, "it ended before a greeting came") }
                return parser.isBetweenFrames ? .closed : .cut("it ended in the middle of a frame")
            }
            do {
                if isGreeted {
                    parser.take(buffer[..<count])
                } else {
                    switch search.take(buffer[..<count]) {
                    case .unfinished: continue
                    case .refused: return .noGreeting(banner: search.banner, "what came is no greeting")
                    case .found(let version, let rest):
                        guard version == LinkLimits.version else {
                            return .refused(.init(LinkProblem.version(version), isTold: true))
                        }
                        isGreeted = true
                        receiver.greeted()
                        parser.take(rest)
                    }
                }
                while let frame = try parser.next() {
                    if frame.kind == .farewell {
                        return .refused(.init(try ProblemMessage.decode(frame.payload).first, isTold: true))
                    }
                    try receiver.received(frame)
                }
            } catch let violation as FrameParser.Violation {
                return .refused(.init(LinkProblem.broken(violation.found), isTold: false))
            } catch {
                return .refused(.init(LinkProblem.broken("\(error)"), isTold: false))
            }
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case ByteStreams.Failure.interrupted: "it was closed here"
        case ByteStreams.Failure.system(let number): String(cString: strerror(number)).lowercased()
        default: "\(error)"
        }
    }
}

import Foundation
import Synchronization

/// Two byte streams to another program, one in each direction, by their descriptors. They are closed when the connection over them ends.
///
/// One thread reads and one writes; both can be woken.
public final class ByteStreams: Sendable {
    private let input: Int32
    private let output: Int32
    private let wake: WakeUp
    private let open = Mutex(Open())

    private struct Open {
        var input = true
        var output = true
    }

    /// Why bytes cannot go on.
    enum Failure: Error, Hashable {
        case interrupted
        case system(Int32)
    }

    /// Takes over the descriptors, which may be one and the same (a socket). They no longer block from now on. Throws `host.input-output` where the system has no more of them.
    public init(adoptingInput input: Int32, output: Int32) throws {
        wake = try WakeUp()
        for number in [input, output] { _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) }
        self.input = input
        self.output = output
    }

    deinit {
        endReading()
        endWriting()
    }

    /// Wakes both threads, now and whenever they would wait.
    func interrupt() { wake.ring() }

    /// Waits for bytes; 0 is the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
        while true {
            try wait(for: input, Int16(POLLIN))
            let count = Foundation.read(input, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            guard errno == EINTR || errno == EAGAIN else { throw .system(errno) }
        }
    }

    /// Waits until all of it is with the system.
    func write(_ bytes: [UInt8]) throws(Failure) {
        var done = 0
        while done < bytes.count {
            try wait(for: output, Int16(POLLOUT))
            let count = bytes.withUnsafeBytes {
                Foundation.write(output, $0.baseAddress.map { $0 + done }, $0.count - done)
            }
            if count >= 0 {
                done += count
            } else if errno != EINTR, errno != EAGAIN {
                throw .system(errno)
            }
        }
    }

    private func wait(for descriptor: Int32, _ event: Int16) throws(Failure) {
        switch wake.wait(for: descriptor, event) {
        case .ready: return
        case .woken: throw .interrupted
        case .failed(let number): throw .system(number)
        }
    }

    /// By the reading thread, as its last act.
    func endReading() {
        let isLast = open.withLock { open -> Bool in
            defer { open.input = false }
            return open.input && (input != output || !open.output)
        }
        if isLast { close(input) }
    }

    /// By the writing thread, as its last act: the other end reads to an end.
    func endWriting() {
        let (was, isLast) = open.withLock { open -> (Bool, Bool) in
            defer { open.output = false }
            return (open.output, open.output && (input != output || !open.input))
        }
        if was, !isLast { shutdown(output, Int32(SHUT_WR)) }
        if isLast { close(output) }
    }
}

internal import Foundation
import Synchronization
import Vocabulary

/// One run of a program: a little input, a bounded output, a limit of time; it is killed when it takes longer, says more, or nobody waits any more.
struct HelperRun: Sendable {
    let program: AbsolutePath
    let arguments: [String]
    let environment: [String: String]
    let input: [UInt8]
    let limit: Duration
    let maximumBytes: Int

    enum Outcome: Hashable, Sendable {
        case exited(Int32, output: [UInt8])
        case tooLate
        case tooMuch
        case notStarted(String)
    }

    /// Throws only `CancellationError`.
    func result() async throws -> Outcome {
        let isOff = CancellationFlag()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                // On a thread of its own, as it waits.
                Thread.detachNewThread { continuation.resume(returning: run(isOff)) }
            }
        } onCancel: {
            isOff.set()
        }
        try Task.checkCancellation()
        return outcome
    }

    private func run(_ isOff: CancellationFlag) -> Outcome {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program.rawValue)
        process.arguments = arguments
        process.environment = environment
        let (standardInput, standardOutput) = (Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = standardOutput
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return .notStarted("\(error.localizedDescription)")
        }
        // A host's name fits into any pipe: this does not wait. A program that reads nothing is no error.
        let source = standardInput.fileHandleForWriting.fileDescriptor
        _ = fcntl(source, F_SETFL, fcntl(source, F_GETFL) | O_NONBLOCK)
        _ = Self.withoutPipeSignal { write(source, input, input.count) }
        try? standardInput.fileHandleForWriting.close()
        let deadline = ContinuousClock.now + limit
        let outcome = listen(to: standardOutput.fileHandleForReading.fileDescriptor, until: deadline, isOff)
        guard case .exited = outcome else {
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            return outcome
        }
        guard case .exited(_, let output) = outcome else { return outcome }
        // A program may close its output and stay.
        while process.isRunning {
            if isOff.isSet || ContinuousClock.now >= deadline {
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                return .tooLate
            }
            usleep(1000)
        }
        return .exited(process.terminationReason == .exit ? process.terminationStatus : -1, output: output)
    }

    /// Reads to the end; looks every 50 ms whether anybody still waits.
    private func listen(
        to descriptor: Int32, until deadline: ContinuousClock.Instant, _ isOff: CancellationFlag
    ) -> Outcome {
        var output: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            if isOff.isSet || ContinuousClock.now >= deadline { return .tooLate }
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 50) > 0 else { continue }
            let got = read(descriptor, &buffer, buffer.count)
            if got < 0, errno == EINTR || errno == EAGAIN { continue }
            guard got > 0 else { return .exited(0, output: output) }
            output += buffer[..<got]
            if output.count > maximumBytes { return .tooMuch }
        }
    }

    /// A program that ends before it reads would send us SIGPIPE.
    private static func withoutPipeSignal(_ write: () -> Int) -> Int {
        var blocked = sigset_t()
        var before = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &blocked, &before)
        let result = write()
        #if os(Linux)
            // What has come in the meantime is taken away before others may come again.
            var none = timespec()
            if result < 0 { sigtimedwait(&blocked, nil, &none) }
        #endif
        pthread_sigmask(SIG_SETMASK, &before, nil)
        return result
    }
}

/// Set once, from any thread.
final class CancellationFlag: Sendable {
    private let value = Atomic(false)
    func set() { value.store(true, ordering: .relaxed) }
    var isSet: Bool { value.load(ordering: .relaxed) }
}

import Foundation

/// Wakes a thread that waits for a descriptor: a pipe that is readable once it was rung, and for ever after.
final class WakeUp: Sendable {
    private let reading: Int32
    private let writing: Int32

    enum Outcome { case ready, woken, failed(Int32) }

    /// Throws `host.input-output` where the system has no more descriptors.
    init() throws {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw HostProblem.last("make a pipe for", "a connection") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // Rung by many: a pipe that is full is as readable as one with a byte.
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        reading = ends[0]
        writing = ends[1]
    }

    deinit {
        close(reading)
        close(writing)
    }

    func ring() {
        var byte: UInt8 = 1
        _ = write(writing, &byte, 1)
    }

    /// For who waits for several descriptors.
    var entry: pollfd { pollfd(fd: reading, events: Int16(POLLIN), revents: 0) }

    /// Blocks until the descriptor is ready or this was rung, which goes first.
    func wait(for descriptor: Int32, _ event: Int16) -> Outcome {
        var entries = [entry, pollfd(fd: descriptor, events: event, revents: 0)]
        while true {
            let count = poll(&entries, 2, -1)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return .failed(errno) }
            return entries[0].revents != 0 ? .woken : .ready
        }
    }
}

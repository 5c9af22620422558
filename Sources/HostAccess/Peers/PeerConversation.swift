import Foundation
import Vocabulary

/// All that is said on the ports of a ``PeerResponder``: to who knows the question, the answer; to others nothing.
struct PeerConversation {
    private let doors: [PeerDoor]
    private let token: PeerToken
    private let deadline: ContinuousClock.Instant
    private let wake: WakeUp
    private var connections: [Connection] = []

    private struct Connection {
        let descriptor: Int32
        let deadline: ContinuousClock.Instant
        var heard: [UInt8] = []
    }

    init(_ doors: [PeerDoor], token: PeerToken, until deadline: ContinuousClock.Instant, _ wake: WakeUp) {
        self.doors = doors.filter { $0.descriptor != nil }
        self.token = token
        self.deadline = deadline
        self.wake = wake
    }

    /// Until it is woken or the deadline has come; everything is closed then.
    mutating func run() {
        defer {
            for descriptor in doors.compactMap(\.descriptor) + connections.map(\.descriptor) { close(descriptor) }
        }
        while true {
            let isFull = connections.count >= PeerLimits.connections
            var entries = [wake.entry]
            for door in doors {
                // A negative one is left out by poll(2).
                let number = isFull && door.transport == .tcp ? -1 : door.descriptor ?? -1
                entries.append(pollfd(fd: number, events: Int16(POLLIN), revents: 0))
            }
            entries += connections.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
            let next = connections.map(\.deadline).min() ?? deadline
            let count = Polling.wait(for: &entries, until: min(next, deadline))
            guard count >= 0, entries[0].revents == 0, ContinuousClock.now < deadline else { return }
            goOn(entries[(1 + doors.count)...].map { $0.revents != 0 })
            for (door, entry) in zip(doors, entries.dropFirst()) where entry.revents != 0 {
                guard let number = door.descriptor else { continue }
                switch door.transport {
                case .tcp: accept(at: number)
                case .udp: answerDatagrams(at: number)
                }
            }
        }
    }

    // MARK: TCP

    private mutating func accept(at door: Int32) {
        let descriptor = Foundation.accept(door, nil, nil)
        guard descriptor >= 0 else { return }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        connections.append(Connection(descriptor: descriptor, deadline: .now + PeerLimits.connection))
    }

    private mutating func goOn(_ isReady: [Bool]) {
        let now = ContinuousClock.now
        var kept: [Connection] = []
        for (var connection, isReady) in zip(connections, isReady) {
            if now < connection.deadline, !isReady || hear(&connection) {
                kept.append(connection)
            } else {
                close(connection.descriptor)
            }
        }
        connections = kept
    }

    /// Whether there is more to come. Whoever has the answer hangs up first, so that nothing of the connection stays on this side's port.
    private func hear(_ connection: inout Connection) -> Bool {
        var buffer = [UInt8](repeating: 0, count: PeerToken.size)
        let count = recv(connection.descriptor, &buffer, PeerToken.size, 0)
        if count < 0 { return errno == EAGAIN || errno == EINTR }
        guard count > 0, connection.heard.count + count <= PeerToken.size else { return false }
        connection.heard += buffer[..<count]
        guard token.question.starts(with: connection.heard) else { return false }
        guard connection.heard.count == PeerToken.size else { return true }
        return NetworkSocket.send(connection.descriptor, token.answer) == PeerToken.size
    }

    // MARK: UDP

    /// The answer tells how long the datagram was.
    private func answerDatagrams(at door: Int32) {
        var buffer = [UInt8](repeating: 0, count: 2048)
        // Not for ever: connections wait as well.
        for _ in 0..<64 {
            var sender = sockaddr_storage()
            var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let count = withUnsafeMutableBytes(of: &sender) { raw in
                recvfrom(
                    door, &buffer, buffer.count, 0, raw.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size)
            }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return }
            guard count >= PeerLimits.leastDatagram, buffer.starts(with: token.question) else { continue }
            let answer = token.answer + [UInt8(count >> 8), UInt8(count & 0xFF)]
            _ = withUnsafeBytes(of: &sender) { raw in
                sendto(door, answer, answer.count, 0, raw.baseAddress?.assumingMemoryBound(to: sockaddr.self), size)
            }
        }
    }
}

import Foundation

/// Carries bytes between a socket and the two directions of a call.
struct SocketPump: Sendable {
    let socket: FileDescriptor
    let incoming: IncomingBytes
    let outgoing: OutgoingBytes
    /// Called where nobody takes bytes from the socket any more; what still comes is dropped.
    let sinkHasGone: @Sendable () -> Void

    /// Blocks until both directions have ended.
    func run() {
        let socket = socket
        // Wakes both directions, wherever they wait.
        incoming.whenFailed { shutdown(socket.number, Int32(SHUT_RDWR)) }
        let delivered = DispatchSemaphore(value: 0)
        Thread.detachNewThread {
            self.deliver()
            delivered.signal()
        }
        collect()
        delivered.wait()
    }

    /// From the call to the socket.
    private func deliver() {
        var buffer = [UInt8](repeating: 0, count: LinkLimits.data)
        var isOpen = true
        while true {
            // A stream that has failed has shut the socket down: nothing is left to do.
            guard let count = try? buffer.withUnsafeMutableBytes({ try incoming.read(into: $0) }) else { return }
            if count == 0 {
                shutdown(socket.number, Int32(SHUT_WR))
                return
            }
            if isOpen, !send(buffer[..<count]) {
                isOpen = false
                sinkHasGone()
            }
        }
    }

    private func send(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.send(socket.number, $0.baseAddress, $0.count, Self.noSignal) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// From the socket to the call.
    private func collect() {
        var buffer = [UInt8](repeating: 0, count: LinkLimits.data)
        while true {
            let count = recv(socket.number, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            do {
                try buffer.withUnsafeBytes { try outgoing.write(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            } catch {
                // Nobody takes it any more.
                shutdown(socket.number, Int32(SHUT_RDWR))
                return
            }
        }
        outgoing.finish()
        awaitHangUp()
    }

    /// After the end of what it says: until the other side of the socket has closed all of it, which a client does that gives its call up, or this side has.
    private func awaitHangUp() {
        var entry = pollfd(fd: socket.number, events: 0, revents: 0)
        while poll(&entry, 1, -1) < 0, errno == EINTR {}
        sinkHasGone()
    }

    #if os(Linux)
        private static let noSignal = Int32(MSG_NOSIGNAL)
    #else
        private static let noSignal: Int32 = 0
    #endif
}

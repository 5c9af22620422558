import Foundation
import Synchronization
import Testing
import Vocabulary

@testable import HostAccess

/// A UDP socket of the loopback address that sends back what it gets; closed with its last reference.
final class EchoingSocket: Sendable {
    let port: UInt16
    private let wake: WakeUp
    private let counter = Counter()
    private let over = DispatchSemaphore(value: 0)

    /// Datagrams that were sent back.
    var count: Int { counter.count.withLock { $0 } }

    private final class Counter: Sendable { let count = Mutex(0) }

    init() throws {
        wake = try WakeUp()
        port = UInt16(truncatingIfNeeded: try FreePort().number)
        let place = try #require(SocketAddress("127.0.0.1", port: port))
        let number = NetworkSocket.make(place.family, .udp)
        try #require(place.pass(to: { bind(number, $0, $1) }) == 0)
        Thread.detachNewThread { [wake, counter, over] in
            var buffer = [UInt8](repeating: 0, count: 2048)
            while case .ready = wake.wait(for: number, Int16(POLLIN)) {
                var sender = sockaddr_storage()
                var size = socklen_t(MemoryLayout<sockaddr_storage>.size)
                withUnsafeMutableBytes(of: &sender) { raw in
                    let address = raw.baseAddress?.assumingMemoryBound(to: sockaddr.self)
                    let count = recvfrom(number, &buffer, buffer.count, 0, address, &size)
                    if count > 0 { _ = sendto(number, buffer, count, 0, address, size) }
                }
                counter.count.withLock { $0 += 1 }
            }
            close(number)
            over.signal()
        }
    }

    deinit {
        wake.ring()
        over.wait()
    }
}

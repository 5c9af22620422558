import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A port of 127.0.0.1 that takes connections, until it is closed.
final class OpenPort: Sendable {
    let number: Int
    private let socket: Mutex<Int32?>

    struct Failed: Error { let number = errno }

    init() throws {
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = Int32(SOCK_STREAM)
        #endif
        let socket = Foundation.socket(AF_INET, stream, 0)
        guard socket >= 0 else { throw Failed() }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isOpen = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && listen(socket, 8) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        guard isOpen else {
            let failure = Failed()
            Foundation.close(socket)
            throw failure
        }
        number = Int(UInt16(bigEndian: address.sin_port))
        self.socket = Mutex(socket)
    }

    func close() {
        socket.withLock { socket in
            if let number = socket { Foundation.close(number) }
            socket = nil
        }
    }

    deinit { close() }
}

import Foundation
import Vocabulary

/// Sockets of TCP and UDP that never block.
enum NetworkSocket {
    /// The descriptor, or -1 with `errno`.
    static func make(_ family: Int32, _ transport: MachineFacts.Listener.Transport) -> Int32 {
        let number = socket(family, kind(of: transport), 0)
        guard number >= 0 else { return number }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        _ = fcntl(number, F_SETFL, O_NONBLOCK)
        return number
    }

    private static func kind(of transport: MachineFacts.Listener.Transport) -> Int32 {
        #if os(Linux)
            switch transport {
            case .tcp: Int32(SOCK_STREAM.rawValue)
            case .udp: Int32(SOCK_DGRAM.rawValue)
            }
        #else
            switch transport {
            case .tcp: SOCK_STREAM
            case .udp: SOCK_DGRAM
            }
        #endif
    }

    /// What became of a connection that was under way; 0: it is there.
    static func failure(of descriptor: Int32) -> Int32 {
        var failure: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 ? failure : errno
    }

    static func send(_ descriptor: Int32, _ bytes: some ContiguousBytes) -> Int {
        bytes.withUnsafeBytes { Foundation.send(descriptor, $0.baseAddress, $0.count, noSignal) }
    }

    /// In lower case, as a part of a sentence.
    static func reason(_ code: Int32) -> String { String(cString: strerror(code)).lowercased() }

    #if os(Linux)
        private static let noSignal = Int32(MSG_NOSIGNAL)
    #else
        private static let noSignal: Int32 = 0
    #endif
}

import Foundation

/// An address with its port as the system takes it: ip(7), ipv6(7).
struct SocketAddress {
    let family: Int32
    private let bytes: [UInt8]

    /// `nil` for what is no IPv4 or IPv6 address in digits.
    init?(_ text: String, port: UInt16) {
        var four = sockaddr_in()
        if inet_pton(AF_INET, text, &four.sin_addr) == 1 {
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            family = AF_INET
            bytes = withUnsafeBytes(of: &four, Array.init)
            return
        }
        var six = sockaddr_in6()
        guard inet_pton(AF_INET6, text, &six.sin6_addr) == 1 else { return nil }
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_port = port.bigEndian
        family = AF_INET6
        bytes = withUnsafeBytes(of: &six, Array.init)
    }

    /// For `bind` and `connect`; gives what the call gives.
    func pass(to call: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        bytes.withUnsafeBytes { raw in
            raw.baseAddress.map { call($0.assumingMemoryBound(to: sockaddr.self), socklen_t(raw.count)) } ?? -1
        }
    }
}

import Foundation
import Vocabulary

/// Reads the tables of `/proc/net` (proc(5)). Addresses stand there as 32-bit words in the machine's own byte order.
enum ProcNetwork {
    /// A socket that takes connections or datagrams.
    struct Socket: Hashable {
        var transport: MachineFacts.Listener.Transport
        var address: String
        var port: Int
        var inode: UInt64
    }

    /// `/proc/net/tcp`, `tcp6`, `udp`, `udp6`. Listening is state 0A for TCP, 07 (not connected) for UDP (include/net/tcp_states.h).
    static func sockets(_ text: String, _ transport: MachineFacts.Listener.Transport) -> [Socket] {
        let listening = transport == .tcp ? "0A" : "07"
        return text.split(separator: "\n").dropFirst().compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count > 9, words[3] == listening, let inode = UInt64(words[9]) else { return nil }
            let local = words[1].split(separator: ":")
            guard local.count == 2, let address = address(local[0]), let port = Int(local[1], radix: 16), port > 0
            else { return nil }
            return Socket(transport: transport, address: address, port: port, inode: inode)
        }
    }

    /// `/proc/net/route`, without default and rejecting routes.
    static func routes(_ text: String) -> [MachineFacts.Route] {
        text.split(separator: "\n").dropFirst().compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count > 7, let flags = UInt32(words[3], radix: 16), isUsed(flags), let mask = word(words[7]),
                mask != 0, let address = address(words[1])
            else { return nil }
            return MachineFacts.Route(subnet: "\(address)/\(mask.nonzeroBitCount)", device: String(words[0]))
        }
    }

    /// `/proc/net/ipv6_route`, without default, rejecting, local, link-local and multicast routes.
    static func routes6(_ text: String) -> [MachineFacts.Route] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count > 9, let length = Int(words[1], radix: 16), length > 0,
                let flags = UInt32(words[8], radix: 16), isUsed(flags), flags & 0x8000_0000 == 0, words[9] != "lo",
                !words[0].hasPrefix("fe8"), !words[0].hasPrefix("ff"), words[0].utf8.count == 32,
                let address = address(plain: words[0])
            else { return nil }
            return MachineFacts.Route(subnet: "\(address)/\(length)", device: String(words[9]))
        }
    }

    /// RTF_UP without RTF_REJECT (include/uapi/linux/route.h).
    private static func isUsed(_ flags: UInt32) -> Bool { flags & 0x1 != 0 && flags & 0x200 == 0 }

    private static func word(_ text: some StringProtocol) -> UInt32? {
        text.utf8.count == 8 ? UInt32(text, radix: 16) : nil
    }

    /// Eight or 32 digits in words of the machine's byte order.
    static func address(_ text: some StringProtocol) -> String? {
        let digits = Array(text.utf8)
        guard digits.count == 8 || digits.count == 32 else { return nil }
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 8) {
            guard let word = word(String(decoding: digits[start..<start + 8], as: UTF8.self)) else { return nil }
            withUnsafeBytes(of: word) { bytes.append(contentsOf: $0) }
        }
        return Self.text(of: bytes)
    }

    /// 32 digits in network order, as `ipv6_route` has them.
    private static func address(plain text: some StringProtocol) -> String? {
        let digits = Array(text.utf8)
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: digits.count, by: 2) {
            guard let byte = UInt8(String(decoding: digits[start..<start + 2], as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(byte)
        }
        return Self.text(of: bytes)
    }

    private static func text(of bytes: [UInt8]) -> String? {
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
        var buffer = [CChar](repeating: 0, count: 64)
        guard inet_ntop(AF_INET6, bytes, &buffer, socklen_t(buffer.count)) != nil else { return nil }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

import Vocabulary

/// Addresses that sockets are bound to.
enum HostAddress {
    /// Whether two sockets on one port cannot both be had. `::` takes IPv4 too, as sockets do by default on Linux (`net.ipv6.bindv6only`).
    static func overlap(_ left: String, _ right: String) -> Bool {
        let left = normalized(left)
        let right = normalized(right)
        if left == right || left == "" || right == "" || left == "::" || right == "::" { return true }
        if left == "0.0.0.0" { return !right.contains(":") }
        if right == "0.0.0.0" { return !left.contains(":") }
        return false
    }

    /// Equal texts for equal addresses; IPv4 in IPv6 is IPv4.
    private static func normalized(_ text: String) -> String {
        let bare = text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
        guard let bytes = Subnet.address(bare) else { return bare }
        if bytes.allSatisfy({ $0 == 0 }) { return bytes.count == 4 ? "0.0.0.0" : "::" }
        if bytes.count == 16, bytes[0..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xff, bytes[11] == 0xff {
            return bytes[12...].map { String($0) }.joined(separator: ".")
        }
        if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2)
            .map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }.joined(separator: ":")
    }
}

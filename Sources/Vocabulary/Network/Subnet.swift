/// A block of IPv4 or IPv6 addresses: `10.0.0.0/8`, `fd00::/64` (RFC 4632, RFC 4291).
public struct Subnet: Hashable, Sendable {
    /// 4 or 16 bytes, host bits cleared.
    public let bytes: [UInt8]
    public let length: Int

    /// `nil` for what is no block of addresses; a lone address is a block of one.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, let bytes = Self.address(String(first)) else { return nil }
        var length = bytes.count * 8
        if parts.count == 2 {
            guard let given = Int(parts[1]), (0...length).contains(given) else { return nil }
            length = given
        }
        self.init(bytes: bytes, length: length)
    }

    /// The first `length` bits of an address, the others cleared.
    public init(bytes: [UInt8], length: Int) {
        var masked = bytes
        for index in masked.indices {
            let kept = max(0, min(8, length - index * 8))
            masked[index] &= kept == 0 ? 0 : UInt8(truncatingIfNeeded: 0xff << (8 - kept))
        }
        self.bytes = masked
        self.length = length
    }

    /// The bytes of an address, zone left out; `nil` for what is none.
    public static func address(_ text: String) -> [UInt8]? {
        let text = text.prefix { $0 != "%" }
        if !text.contains(":") {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
            let bytes = parts.compactMap { $0 }
            return parts.count == 4 && bytes.count == 4 ? bytes : nil
        }
        let halves = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        var groups: [String] = []
        var gap: Int?
        for (index, group) in halves.enumerated() {
            if group.isEmpty {
                if index == 0 || index == halves.count - 1 { continue }
                guard gap == nil else { return nil }
                gap = groups.count
            } else {
                groups.append(group)
            }
        }
        if gap == nil, halves.first == "" || halves.last == "" { gap = halves.first == "" ? 0 : groups.count }
        var bytes: [UInt8] = []
        var gapAt: Int?
        for (index, group) in groups.enumerated() {
            if gap == index { gapAt = bytes.count }
            if group.contains(".") {
                guard index == groups.count - 1, let v4 = address(group), v4.count == 4 else { return nil }
                bytes += v4
            } else {
                guard group.count <= 4, let value = UInt16(group, radix: 16) else { return nil }
                bytes += [UInt8(value >> 8), UInt8(value & 0xff)]
            }
        }
        if gap == groups.count { gapAt = bytes.count }
        if let gapAt {
            guard bytes.count < 16 else { return nil }
            bytes.insert(contentsOf: [UInt8](repeating: 0, count: 16 - bytes.count), at: gapAt)
        }
        return bytes.count == 16 ? bytes : nil
    }

    /// Whether some address is in both.
    public func overlaps(_ other: Subnet) -> Bool {
        guard bytes.count == other.bytes.count else { return false }
        let shorter = min(length, other.length)
        return Subnet(bytes: bytes, length: shorter).bytes == Subnet(bytes: other.bytes, length: shorter).bytes
    }

    /// The blocks of length `size` in this one, in order, at most `limit` of them.
    public func blocks(of size: Int, limit: Int) -> [Subnet] {
        guard size >= length, size <= bytes.count * 8 else { return [] }
        let count = size - length >= 20 ? limit : min(limit, 1 << (size - length))
        var current = bytes
        var result: [Subnet] = []
        for _ in 0..<count {
            result.append(Subnet(bytes: current, length: size))
            // Adds one at the last bit of the block.
            var index = (size - 1) / 8
            var carry = size == 0 ? 0 : 1 << (7 - (size - 1) % 8)
            while carry > 0, index >= 0 {
                let sum = Int(current[index]) + carry
                current[index] = UInt8(sum & 0xff)
                carry = sum > 0xff ? 1 : 0
                index -= 1
            }
        }
        return result
    }
}

/// A number of bytes that people read as `1.2 GiB`.
public struct ByteCount: Hashable, Sendable, Comparable, Codable {
    public var bytes: Int64
    public init(_ bytes: Int64) { self.bytes = bytes }

    /// Parses `512`, `512b`, `64k`, `64kb`, `64KiB`, `1.5g`, `4GiB`: letters in any case, every unit a power of 1024,
    /// as Compose and the engine read sizes (docker/go-units `RAMInBytes`). `nil` for anything else or past 2⁶³.
    public init?(parsing text: some StringProtocol) {
        let trimmed = text.lowercased()
        let number = trimmed.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        var unit = trimmed.dropFirst(number.count)
        while unit.first == " " { unit.removeFirst() }
        guard let value = Double(number), let power = Self.units[String(unit)] else { return nil }
        let bytes = (0..<power).reduce(value) { product, _ in product * 1024 }
        guard bytes.isFinite, bytes >= 0, bytes < 9.2e18 else { return nil }
        self.bytes = Int64(bytes)
    }

    private static let units: [String: Int] = {
        var units = ["": 0, "b": 0]
        for (index, letter) in ["k", "m", "g", "t", "p"].enumerated() {
            for suffix in ["", "b", "ib"] { units[letter + suffix] = index + 1 }
        }
        return units
    }()

    public static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }
    public static func + (left: ByteCount, right: ByteCount) -> ByteCount { ByteCount(left.bytes + right.bytes) }
    public static func += (left: inout ByteCount, right: ByteCount) { left.bytes += right.bytes }
    public static let zero = ByteCount(0)

    public init(from decoder: any Decoder) throws { bytes = try decoder.singleValueContainer().decode(Int64.self) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(bytes)
    }
}

extension ByteCount: CustomStringConvertible {
    /// `17 B`, `1.2 GiB`: one decimal, cut off and not rounded up, so that "free" never promises more than there is.
    public var description: String {
        var unit = 0
        var size: UInt64 = 1
        while bytes.magnitude / size >= 1024, unit < 5 {
            size *= 1024
            unit += 1
        }
        let (whole, rest) = bytes.magnitude.quotientAndRemainder(dividingBy: size)
        let sign = bytes < 0 ? "-" : ""
        let name = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"][unit]
        return unit == 0 ? "\(sign)\(whole) B" : "\(sign)\(whole).\(rest * 10 / size) \(name)"
    }
}

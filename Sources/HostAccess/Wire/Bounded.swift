import Vocabulary

/// A whole number that a system has for what it stands for; refused where it is decoded.
struct Bounded<Meaning: NumberMeaning>: Hashable, Sendable, Codable {
    let value: Int

    /// Throws `host.number-out-of-range`.
    init(_ value: Int) throws {
        guard Meaning.range.contains(value) else {
            throw Problem(
                "host.number-out-of-range", .defect, "\(value) is no \(Meaning.name)",
                expected: "\(Meaning.range.lowerBound) to \(Meaning.range.upperBound)",
                consequence: "nothing was changed")
        }
        self.value = value
    }

    init(from decoder: any Decoder) throws { try self.init(decoder.singleValueContainer().decode(Int.self)) }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }
}

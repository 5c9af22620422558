/// What a value may be: the part of JSON Schema that the Compose Specification's schema uses.
indirect enum Shape: Sendable {
    case string, number, integer, bool, null
    case anything
    /// One of these words.
    case words([String])
    /// A string that a test accepts; the text says which ones.
    case text(String, @Sendable (String) -> Bool)
    case range(ClosedRange<Int64>)
    case either([Shape])
    case list(Shape)
    /// A list without two equal items.
    case set(Shape)
    case mapping(Attributes)
    /// Keys that the file chooses.
    case dictionary(Keys, Shape)

    /// Which keys a dictionary takes, and what becomes of others.
    enum Keys: Sendable {
        case any
        /// Any but the empty one, which is refused.
        case filled
        /// Letters, digits, `.`, `_`, `-`; others are refused.
        case names
        /// The same; others are not looked at.
        case namesOrAnything
        /// Lower-case letters; others are not looked at.
        case lowercaseOrAnything
    }

    struct Attributes: Sendable {
        var shapes: [String: Shape]
        var required: [String] = []
        var extensions = Extensions.allowed
        /// Whether keys may stand there that are no attributes: those with `x-`, none, all.
        enum Extensions { case allowed, refused, anything }
    }

    static func attributes(_ shapes: [String: Shape], required: [String] = []) -> Shape {
        .mapping(Attributes(shapes: shapes, required: required))
    }
    /// With any other keys.
    static func open(_ shapes: [String: Shape]) -> Shape {
        .mapping(Attributes(shapes: shapes, extensions: .anything))
    }
    /// Without `x-…` keys.
    static func closed(_ shapes: [String: Shape], required: [String] = []) -> Shape {
        .mapping(Attributes(shapes: shapes, required: required, extensions: .refused))
    }

    /// "a, b or c"
    private static func listed(_ titles: [String]) -> String {
        // What has an "or" of its own stands last but for "nothing", so that it reads as one.
        let titles =
            titles.filter { !$0.contains(" or ") && $0 != "nothing" } + titles.filter { $0.contains(" or ") }
            + titles.filter { $0 == "nothing" }
        guard let last = titles.last, titles.count > 1 else { return titles.first ?? "" }
        if last == "nothing" {
            return titles.dropLast().joined(separator: ", ").replacing("true or false", with: "true, false")
                + " or nothing"
        }
        return titles.dropLast().joined(separator: ", ") + " or " + last
    }

    /// In a person's words: "a string or a list".
    var title: String {
        switch self {
        case .string: "a string"
        case .number: "a number"
        case .integer: "a whole number"
        case .bool: "true or false"
        case .null: "nothing"
        case .anything: "anything"
        case .words(let words):
            words.count == 1 ? "`\(words[0])`" : "one of " + words.map { "`\($0)`" }.joined(separator: ", ")
        case .text(let title, _): title
        case .range(let range) where range.upperBound == .max: "a whole number, \(range.lowerBound) or more"
        case .range(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .either(let shapes):
            Self.listed(shapes.map(\.title).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } })
        case .list, .set: "a list"
        case .mapping, .dictionary: "a mapping"
        }
    }
}

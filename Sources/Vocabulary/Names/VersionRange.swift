/// Which versions are meant: `>=4.4.0 <5`, `>=20.10`. All parts must hold.
public struct VersionRange: Hashable, Sendable, CustomStringConvertible {
    private enum Comparison: String, CaseIterable {
        // The longer ones first: `>=` begins with `>`.
        case atLeast = ">=", atMost = "<=", not = "!=", above = ">", below = "<", exactly = "="
    }
    private struct Part: Hashable {
        var comparison: Comparison
        var version: Version
    }
    private let parts: [Part]
    public let description: String
    public static let grammar =
        "versions with `>=`, `<=`, `>`, `<`, `=` or `!=` before them, separated by spaces or commas"

    /// `nil` for what does not follow ``grammar``; a version without a sign is meant exactly.
    public init?(_ text: String) {
        var parts: [Part] = []
        // `>= 4` is read as `>=4`.
        var rest = text[...]
        while let start = rest.firstIndex(where: { $0 != " " && $0 != "," }) {
            rest = rest[start...]
            let comparison = Comparison.allCases.first { rest.hasPrefix($0.rawValue) }
            rest = rest.dropFirst(comparison?.rawValue.count ?? 0).drop { $0 == " " }
            let word = rest.prefix { $0 != " " && $0 != "," }
            rest = rest.dropFirst(word.count)
            guard let version = Version(String(word)) else { return nil }
            parts.append(Part(comparison: comparison ?? .exactly, version: version))
        }
        guard !parts.isEmpty else { return nil }
        self.parts = parts
        description = text
    }

    /// `20.10.24` is at least `20.10`, and is not below `20`.
    public func contains(_ version: Version) -> Bool {
        parts.allSatisfy { part in
            switch part.comparison {
            case .atLeast: version >= part.version
            case .atMost: version <= part.version
            case .above: version > part.version
            case .below: version < part.version
            case .exactly: version == part.version
            case .not: version != part.version
            }
        }
    }
}

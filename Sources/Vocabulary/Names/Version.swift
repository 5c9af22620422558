/// The version of an application: semantic where it reads as such, else in natural order (`15.12`, `15.12-1site6`).
public struct Version: ValidatedName {
    public let rawValue: String
    public static let grammar =
        "1 to 64 letters, digits, dots, hyphens, pluses, tildes and underscores, beginning with a letter or a digit"
    public init?(_ text: String) {
        guard
            Grammar.matches(
                text, limit: 64, first: Grammar.isAlphanumeric,
                rest: { Grammar.isAlphanumeric($0) || Array("._-+~".utf8).contains($0) })
        else { return nil }
        rawValue = text
    }

    /// Semantic Versioning 2.0.0 §11 where both are semantic versions; else runs of digits compare as numbers and the rest as text.
    /// Build metadata (`+…`) counts last, so that two different texts are never equal.
    public static func < (left: Version, right: Version) -> Bool {
        let order: Ordering
        if let first = SemanticVersion(left.rawValue), let second = SemanticVersion(right.rawValue) {
            order = first.compare(second)
        } else {
            order = natural(left.rawValue, right.rawValue)
        }
        return order == .equal ? left.rawValue < right.rawValue : order == .less
    }

    enum Ordering { case less, equal, greater }

    static func compare<Value: Comparable>(_ left: Value, _ right: Value) -> Ordering {
        left < right ? .less : left == right ? .equal : .greater
    }

    /// Numbers of any length, without converting them: by length without leading zeros, then by digits.
    static func compareNumbers(_ left: some StringProtocol, _ right: some StringProtocol) -> Ordering {
        let first = left.drop { $0 == "0" }
        let second = right.drop { $0 == "0" }
        return first.count == second.count ? compare(String(first), String(second)) : compare(first.count, second.count)
    }

    static func natural(_ left: String, _ right: String) -> Ordering {
        var first = Substring(left)
        var second = Substring(right)
        while let a = first.first, let b = second.first {
            let order: Ordering
            if a.isNumber, b.isNumber {
                let m = first.prefix { $0.isNumber }
                let n = second.prefix { $0.isNumber }
                order = compareNumbers(m, n)
                first = first.dropFirst(m.count)
                second = second.dropFirst(n.count)
            } else {
                order = compare(a, b)
                first.removeFirst()
                second.removeFirst()
            }
            if order != .equal { return order }
        }
        return compare(first.count, second.count)
    }
}

/// MAJOR.MINOR.PATCH[-PRERELEASE][+BUILD]: semver.org 2.0.0, §2, §9–§11.
struct SemanticVersion {
    let core: [Substring]
    let prerelease: [Substring]

    init?(_ text: String) {
        let build = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        guard let head = build.first else { return nil }
        let parts = head.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        core = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        prerelease = parts.count == 2 ? parts[1].split(separator: ".", omittingEmptySubsequences: false) : []
        let isNumber: (Substring) -> Bool = { part in
            !part.isEmpty && part.utf8.allSatisfy(Grammar.isDigit) && (part.count == 1 || part.first != "0")
        }
        guard core.count == 3, core.allSatisfy(isNumber) else { return nil }
        guard
            prerelease.allSatisfy({ part in
                !part.isEmpty && (isNumber(part) || !part.utf8.allSatisfy(Grammar.isDigit))
                    && part.utf8.allSatisfy { Grammar.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            })
        else { return nil }
    }

    func compare(_ other: SemanticVersion) -> Version.Ordering {
        for (left, right) in zip(core, other.core) {
            let order = Version.compareNumbers(left, right)
            if order != .equal { return order }
        }
        // §11.3: a version with a pre-release comes before the one without.
        if prerelease.isEmpty != other.prerelease.isEmpty { return prerelease.isEmpty ? .greater : .less }
        for (left, right) in zip(prerelease, other.prerelease) where left != right {
            switch (left.utf8.allSatisfy(Grammar.isDigit), right.utf8.allSatisfy(Grammar.isDigit)) {
            case (true, true): return Version.compareNumbers(left, right)
            case (true, false): return .less
            case (false, true): return .greater
            case (false, false): return Version.compare(String(left), String(right))
            }
        }
        return Version.compare(prerelease.count, other.prerelease.count)
    }
}

import Vocabulary

/// `.dockerignore` (docs.docker.com, "Dockerfile reference", ".dockerignore file"): Go's `filepath.Match` with `**`, `!` for exceptions; the last pattern that matches a path or a folder above it decides.
struct IgnorePatterns: Sendable {
    private struct Pattern {
        var parts: [Substring]
        var isException: Bool
    }
    private let patterns: [Pattern]
    /// Whether something below an ignored folder can still be wanted.
    let hasExceptions: Bool

    init(_ text: String) {
        patterns = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).compactMap { line in
            guard !line.hasPrefix("#") else { return nil }
            var rest = Substring(line.trimmingSpaces)
            let isException = rest.first == "!"
            if isException { rest = Substring(rest.dropFirst().trimmingSpaces) }
            let parts = Self.parts(of: rest)
            return parts.isEmpty ? nil : Pattern(parts: parts, isException: isException)
        }
        hasExceptions = patterns.contains(where: \.isException)
    }

    func ignores(_ path: RelativePath) -> Bool {
        let parts = path.rawValue.split(separator: "/")
        var result = false
        for pattern in patterns where pattern.isException == result {
            let matches = (1...parts.count).contains { Self.matches(pattern.parts[...], parts[..<$0]) }
            if matches { result = !pattern.isException }
        }
        return result
    }

    /// Whole path against whole pattern. Patterns are short and written by hand: the search may go back.
    private static func matches(_ pattern: ArraySlice<Substring>, _ path: ArraySlice<Substring>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        if first == "**" {
            let rest = pattern.dropFirst()
            // At the end it stands for anything that is there, not for nothing.
            if rest.isEmpty { return !path.isEmpty }
            return (path.startIndex...path.endIndex).contains { matches(rest, path[$0...]) }
        }
        guard let name = path.first, matches(name: Array(name), pattern: Array(first)) else { return false }
        return matches(pattern.dropFirst(), path.dropFirst())
    }

    /// One component: `*`, `?`, `[a-z]`, `[^a]`, `\` before a character that stands for itself.
    static func matches(name: [Character], pattern: [Character]) -> Bool {
        matches(name[...], pattern[...])
    }

    private static func matches(_ name: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool {
        guard let sign = pattern.first else { return name.isEmpty }
        switch sign {
        case "*":
            let rest = pattern.drop { $0 == "*" }
            return (name.startIndex...name.endIndex).contains { matches(name[$0...], rest) }
        case "?":
            return !name.isEmpty && matches(name.dropFirst(), pattern.dropFirst())
        case "[":
            guard let character = name.first, let end = pattern.dropFirst(2).firstIndex(of: "]") else { return false }
            let inside = pattern[pattern.index(after: pattern.startIndex)..<end]
            return set(inside, holds: character) && matches(name.dropFirst(), pattern[pattern.index(after: end)...])
        case "\\":
            guard let literal = pattern.dropFirst().first else { return false }
            return name.first == literal && matches(name.dropFirst(), pattern.dropFirst(2))
        default:
            return name.first == sign && matches(name.dropFirst(), pattern.dropFirst())
        }
    }

    private static func set(_ given: ArraySlice<Character>, holds character: Character) -> Bool {
        let isNegated = given.first == "^"
        var rest = isNegated ? given.dropFirst() : given
        var isThere = false
        while let first = rest.first {
            rest = rest.dropFirst()
            if rest.first == "-", let last = rest.dropFirst().first {
                if first <= last, (first...last).contains(character) { isThere = true }
                rest = rest.dropFirst(2)
            } else if first == character {
                isThere = true
            }
        }
        return isThere != isNegated
    }

    /// Cleaned as Go's `filepath.Clean` does: slashes in front and at the end say nothing.
    private static func parts(of text: Substring) -> [Substring] {
        var result: [Substring] = []
        for part in text.split(separator: "/") where part != "." {
            if part == "..", let last = result.last, last != ".." { result.removeLast() } else { result.append(part) }
        }
        return result
    }
}

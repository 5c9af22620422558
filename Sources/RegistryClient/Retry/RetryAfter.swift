/// Reads `Retry-After` (RFC 9110, 10.2.3): seconds, or a date in one of HTTP's three forms.
enum RetryAfter {
    /// How long to wait; `nil` where the text is neither. A date that has passed is no wait. Longer than a day is a day: nobody waits so long, and sums stay small.
    static func parse(_ text: String, now: Double) -> Duration? {
        let text = text.trimmed
        let day = 86_400.0
        if !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) {
            return .seconds(min(Double(text) ?? day, day))
        }
        guard let then = HTTPDate.parse(text) else { return nil }
        return .seconds(min(max(0, Double(then) - now), day))
    }
}

extension StringProtocol {
    /// Without spaces and tabs at both ends.
    var trimmed: String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        var rest = self[...].drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return String(rest)
    }
}

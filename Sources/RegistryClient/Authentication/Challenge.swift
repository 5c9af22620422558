/// What a registry asks for with a 401: RFC 9110, 11.6.1; for registries the token specification of the distribution project (`docs/spec/auth/token.md`).
struct Challenge: Hashable, Sendable {
    /// Lower case: `bearer`, `basic`.
    var scheme: String
    /// Names in lower case; values without their quotes.
    var parameters: [String: String]

    /// All challenges of all `WWW-Authenticate` fields, in order. What cannot be read ends its field: what came before it counts.
    static func parse(_ fields: [String]) -> [Challenge] { fields.flatMap { parse($0) } }

    private static func parse(_ field: String) -> [Challenge] {
        var reader = Reader(field)
        var challenges: [Challenge] = []
        while true {
            reader.skip { $0 == " " || $0 == "\t" || $0 == "," }
            guard let name = reader.token() else { return challenges }
            let position = reader.position
            reader.skipSpaces()
            if reader.take("=") {
                reader.skipSpaces()
                // A parameter of the challenge that is open; without one the field is nonsense.
                guard let value = reader.value(), !challenges.isEmpty else { return challenges }
                // The first of a name counts: a second one is an attack or a mistake (RFC 9110, 11.2).
                let key = name.lowercased()
                let last = challenges.count - 1
                if challenges[last].parameters[key] == nil { challenges[last].parameters[key] = value }
            } else {
                reader.position = position
                challenges.append(Challenge(scheme: name.lowercased(), parameters: [:]))
                reader.skipToken68()
            }
        }
    }

    /// Walks over the characters of one field.
    private struct Reader {
        let characters: [Character]
        var position = 0
        init(_ text: String) { characters = Array(text) }

        var next: Character? { position < characters.count ? characters[position] : nil }
        mutating func skip(_ isSkipped: (Character) -> Bool) {
            while let character = next, isSkipped(character) { position += 1 }
        }
        mutating func skipSpaces() { skip { $0 == " " || $0 == "\t" } }
        mutating func take(_ character: Character) -> Bool {
            guard next == character else { return false }
            position += 1
            return true
        }
        /// RFC 9110, 5.6.2.
        static func isToken(_ character: Character) -> Bool {
            character.isASCII && (character.isLetter || character.isNumber || "!#$%&'*+-.^_`|~".contains(character))
        }
        mutating func token() -> String? {
            let begin = position
            skip(Self.isToken)
            return begin == position ? nil : String(characters[begin..<position])
        }
        /// A token or a quoted string; `nil` where there is none, or the quotes are not closed. Unquoted values may hold what registries put there without quotes: `/` and `:`.
        mutating func value() -> String? {
            guard take("\"") else {
                let begin = position
                skip { Self.isToken($0) || $0 == "/" || $0 == ":" }
                return begin == position ? nil : String(characters[begin..<position])
            }
            var text = ""
            while let character = next {
                position += 1
                if character == "\"" { return text }
                if character == "\\", let escaped = next {
                    position += 1
                    text.append(escaped)
                } else {
                    text.append(character)
                }
            }
            return nil
        }
        /// `Negotiate dGV4dA==`: a scheme followed by one word without a name.
        mutating func skipToken68() {
            let begin = position
            skipSpaces()
            let word = position
            skip { Self.isToken($0) || $0 == "/" }
            let hasWord = position > word
            skip { $0 == "=" }
            skipSpaces()
            if !hasWord || !(next == nil || next == ",") { position = begin }
        }
    }
}

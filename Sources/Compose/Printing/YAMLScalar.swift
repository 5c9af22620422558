/// A text as a YAML scalar, quoted where it must be: go-yaml v3, `encode.go` and `emitterc.go`.
enum YAMLScalar {
    static func key(_ text: String) -> String {
        let look = Look(text)
        return look.hasBreak || needsQuotes(text) ? doubleQuoted(text) : plainOrSingle(text, look)
    }

    /// `indent`: of the lines below, where it takes several.
    static func value(_ text: String, indent: Int) -> String {
        let look = Look(text)
        if look.hasBreak { return look.isBlock ? literal(text, indent: indent) : doubleQuoted(text) }
        return needsQuotes(text) ? doubleQuoted(text) : plainOrSingle(text, look)
    }

    private static func plainOrSingle(_ text: String, _ look: Look) -> String {
        if look.isPlain { return text }
        return look.isQuotable ? "'" + text.replacing("'", with: "''") + "'" : doubleQuoted(text)
    }

    /// Whether it would be read as something else than a string, by this YAML or an older one.
    private static func needsQuotes(_ text: String) -> Bool {
        if oldBooleans.contains(text) { return true }
        guard case .string = ScalarResolver.plain(text) else { return true }
        guard let first = text.utf8.first, "+-0123456789".utf8.contains(first) else { return false }
        // Numbers to the base of 60 were a part of YAML 1.1.
        if text.contains(":"), text.wholeMatch(of: /[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?/) != nil {
            return true
        }
        return Timestamp(text) != nil
    }
    private static let oldBooleans: Set<String> = [
        "y", "Y", "yes", "Yes", "YES", "on", "On", "ON", "n", "N", "no", "No", "NO", "off", "Off", "OFF",
    ]

    private static func literal(_ text: String, indent: Int) -> String {
        let hint = text.first == " " || text.utf8.first == 10 ? "2" : ""
        let end = !text.hasSuffix("\n") ? "-" : text == "\n" || text.hasSuffix("\n\n") ? "+" : ""
        let margin = String(repeating: " ", count: indent)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if text.hasSuffix("\n") { lines.removeLast() }
        return "|" + hint + end + lines.map { "\n" + ($0.isEmpty ? "" : margin + $0) }.joined()
    }

    private static func doubleQuoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            if let name = names[scalar] {
                result += "\\" + name
            } else if !isPrintable(scalar) {
                let (letter, width) = scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
                let hex = String(scalar.value, radix: 16, uppercase: true)
                result += "\\" + letter + String(repeating: "0", count: width - hex.count) + hex
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
    private static let names: [Unicode.Scalar: String] = [
        "\0": "0", "\u{7}": "a", "\u{8}": "b", "\t": "t", "\n": "n", "\u{B}": "v", "\u{C}": "f", "\r": "r",
        "\u{1B}": "e", "\"": "\"", "\\": "\\", "\u{85}": "N", "\u{2028}": "L", "\u{2029}": "P",
    ]

    /// Nothing above 16 bits: the reference writes those as numbers.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x0A, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
        default: false
        }
    }

    /// What of a text decides over its form.
    private struct Look {
        var hasBreak = false
        /// May stand without quotes, between single ones, as a block.
        var isPlain = true
        var isQuotable = true
        var isBlock = true

        init(_ text: String) {
            let scalars = Array(text.unicodeScalars)
            guard let first = scalars.first, let last = scalars.last else {
                isBlock = false
                return
            }
            if text.hasPrefix("---") || text.hasPrefix("...") { isPlain = false }
            if first == " " || last == " " || Self.isBreak(first) || Self.isBreak(last) { isPlain = false }
            if last == " " { isBlock = false }
            for (index, scalar) in scalars.enumerated() {
                let next = index + 1 < scalars.count ? scalars[index + 1] : nil
                let isFollowedByBlank = next.map { $0 == " " || $0 == "\t" } ?? true
                switch scalar {
                case "#" where index == 0 || Self.isBlank(scalars[index - 1]): isPlain = false
                case ",", "[", "]", "{", "}", "&", "*", "!", "|", ">", "'", "\"", "%", "@", "`":
                    if index == 0 { isPlain = false }
                case "?", "-": if index == 0, isFollowedByBlank { isPlain = false }
                case ":": if isFollowedByBlank { isPlain = false }
                case "\t":
                    isPlain = false
                    isQuotable = false
                case " ":
                    if index > 0, Self.isBreak(scalars[index - 1]) { refuse(block: false) }
                default:
                    if Self.isBreak(scalar) {
                        hasBreak = true
                        isPlain = false
                        if index > 0, scalars[index - 1] == " " { refuse(block: true) }
                        if scalar != "\n" { refuse(block: true) }
                    } else if !isPrintable(scalar) {
                        refuse(block: true)
                    }
                }
            }
        }

        private mutating func refuse(block: Bool) {
            isPlain = false
            isQuotable = false
            if block { isBlock = false }
        }
        static func isBreak(_ scalar: Unicode.Scalar) -> Bool {
            ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar)
        }
        static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" || isBreak(scalar) }
    }
}

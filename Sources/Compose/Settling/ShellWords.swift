/// A command line → words, as mattn/go-shellwords splits it: quotes and backslashes, no variables; what follows `;`, `&`, `|`, `<` or `>` is cut off.
enum ShellWords {
    /// `nil` for quotes that are not closed and for parentheses outside of them.
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word = ""
        var hasWord = false
        var isEscaped = false
        var double = false
        var single = false
        var back = false
        var dollar = false
        loop: for scalar in line.unicodeScalars {
            let character = Character(scalar)
            if isEscaped {
                word.append(character)
                isEscaped = false
                hasWord = true
                continue
            }
            if scalar == "\\" {
                if single { word.append(character) } else { isEscaped = true }
                continue
            }
            if scalar == " " || scalar == "\t" || scalar == "\r" || scalar == "\n" {
                if single || double || back || dollar {
                    word.append(character)
                } else if hasWord {
                    words.append(word)
                    word = ""
                    hasWord = false
                }
                continue
            }
            switch scalar {
            case "`": if !single, !double, !dollar { back.toggle() }
            case ")": if !single, !double, !back { dollar.toggle() }
            case "(":
                if !single, !double, !back {
                    guard !dollar, word.hasSuffix("$") else { return nil }
                    dollar = true
                    word.append("(")
                    continue
                }
            case "\"":
                if !single, !dollar {
                    if double { hasWord = true }
                    double.toggle()
                    continue
                }
            case "'":
                if !double, !dollar {
                    if single { hasWord = true }
                    single.toggle()
                    continue
                }
            case ";", "&", "|", "<", ">":
                if !(single || double || back || dollar) {
                    // `2>file`: the number belongs to what is cut off.
                    if scalar == ">", let first = word.utf8.first, (48...57).contains(first) { hasWord = false }
                    break loop
                }
            default: break
            }
            hasWord = true
            word.append(character)
        }
        if hasWord { words.append(word) }
        return isEscaped || single || double || back || dollar ? nil : words
    }
}

/// What a scalar is: YAML 1.2 with the additions of the reference's parser (go-yaml v3, `resolve.go`): `0b`, `0o` and `0` for octal, underscores in numbers; `yes` and `on` are strings.
enum ScalarResolver {
    static func resolve(_ text: String, tag: String) -> ComposeValue.Content {
        switch tag {
        case "", "!!null": plain(text)
        case "tag:yaml.org,2002:str", "!": .string(text)
        case "tag:yaml.org,2002:binary": .string(Base64.decoded(text) ?? text)
        case "tag:yaml.org,2002:null": .null
        // A tag of one's own makes a string of whatever stands there, `!override` too: `!override null` is the text "null".
        default: tag.hasPrefix("!") ? .string(text) : plain(text)
        }
    }

    static func plain(_ text: String) -> ComposeValue.Content {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .float(.infinity)
        case "-.inf", "-.Inf", "-.INF": return .float(-.infinity)
        case ".nan", ".NaN", ".NAN": return .float(.nan)
        default: break
        }
        guard let first = text.utf8.first, "+-.0123456789".utf8.contains(first) else { return .string(text) }
        let digits = text.contains("_") ? text.replacing("_", with: "") : text
        if let number = integer(digits) { return number }
        if isFloat(digits), let number = Double(digits), number.isFinite { return .float(number) }
        return .string(text)
    }

    /// Whether a tag of YAML's own claims a type that the text does not have: `!!int x`.
    static func contradicts(_ text: String, tag: String) -> Bool {
        switch (tag, plain(text)) {
        case ("tag:yaml.org,2002:int", .integer), ("tag:yaml.org,2002:float", .integer),
            ("tag:yaml.org,2002:float", .float), ("tag:yaml.org,2002:bool", .bool), ("tag:yaml.org,2002:null", .null):
            false
        case ("tag:yaml.org,2002:int", _), ("tag:yaml.org,2002:float", _), ("tag:yaml.org,2002:bool", _),
            ("tag:yaml.org,2002:null", _):
            true
        case ("tag:yaml.org,2002:binary", _): Base64.decoded(text) == nil
        default: false
        }
    }

    /// `nil` also for what 64 bits do not hold.
    private static func integer(_ text: String) -> ComposeValue.Content? {
        var rest = Substring(text)
        var sign = ""
        if let first = rest.first, first == "+" || first == "-" {
            sign = first == "-" ? "-" : ""
            rest.removeFirst()
        }
        guard let first = rest.utf8.first, first >= 48, first <= 57 else { return nil }
        let radixes: [(String, Int)] = [("0x", 16), ("0X", 16), ("0b", 2), ("0B", 2), ("0o", 8), ("0O", 8)]
        for (prefix, radix) in radixes where rest.hasPrefix(prefix) {
            let digits = rest.dropFirst(2)
            guard let head = digits.first, head != "-", head != "+" else { return nil }
            return whole(sign, digits, radix)
        }
        guard rest.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
        if rest.utf8.count > 1, first == 48 { return whole(sign, rest.dropFirst(), 8) }
        return whole(sign, rest, 10)
    }

    private static func whole(_ sign: String, _ digits: Substring, _ radix: Int) -> ComposeValue.Content? {
        if let integer = Int64(sign + digits, radix: radix) { return .integer(integer) }
        return sign.isEmpty ? UInt64(digits, radix: radix).map { .natural($0) } : nil
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`
    private static func isFloat(_ text: String) -> Bool {
        var rest = text.utf8[...]
        func isDigit(_ byte: UInt8) -> Bool { byte >= 48 && byte <= 57 }
        if let first = rest.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = rest.prefix(while: isDigit).count
        rest = rest.dropFirst(whole)
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            let fraction = rest.prefix(while: isDigit).count
            rest = rest.dropFirst(fraction)
            guard whole > 0 || fraction > 0 else { return false }
        } else if whole == 0 {
            return false
        }
        if let first = rest.first, first == UInt8(ascii: "e") || first == UInt8(ascii: "E") {
            rest.removeFirst()
            if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { rest.removeFirst() }
            guard let digit = rest.first, isDigit(digit) else { return false }
            rest = rest.drop(while: isDigit)
        }
        return rest.isEmpty
    }
}

import Vocabulary

/// Values of one scalar each.
extension Settler {
    func wrong(_ value: ComposeValue, _ path: String, _ expected: String) {
        findings.error(
            "compose.wrong-type", at: value.position, "`\(path)` has the wrong type or form", expected: expected,
            found: value.string.map { "`\($0)`" } ?? SchemaChecker.shown(value))
    }

    func text(_ value: ComposeValue, _ path: String) -> String {
        switch value.content {
        case .string(let text): return text
        case .integer(let integer): return String(integer)
        case .natural(let natural): return String(natural)
        case .null: return ""
        default:
            wrong(value, path, "a string")
            return ""
        }
    }

    func bool(_ value: ComposeValue, _ path: String) -> Bool? {
        switch value.content {
        case .bool(let bool): return bool
        case .null: return nil
        case .string(let text):
            if let bool = Cast.bool(text) { return bool }
            wrong(value, path, "true or false")
        default: wrong(value, path, "true or false")
        }
        return nil
    }

    func integer(_ value: ComposeValue, _ path: String) -> Int64? {
        switch value.content {
        case .integer(let integer): return integer
        case .natural(let natural): return Int64(truncatingIfNeeded: natural)
        case .float(let number) where abs(number) < 9e18: return Int64(number)
        case .null: return nil
        case .string(let text):
            if let integer = Int64(text) { return integer }
            wrong(value, path, "a whole number")
        default: wrong(value, path, "a whole number")
        }
        return nil
    }

    /// No text here: where one is allowed, it has become a number while variables were replaced.
    func natural(_ value: ComposeValue, _ path: String) -> UInt64? {
        switch value.content {
        case .integer(let integer) where integer >= 0: return UInt64(integer)
        case .natural(let natural): return natural
        case .float(let number) where number >= 0: return number < 0x1p64 ? UInt64(number) : .max
        case .null: return nil
        default:
            wrong(value, path, "a whole number, 0 or more")
            return nil
        }
    }

    /// Rounded to what 32 bits hold, as the reference keeps it.
    func float(_ value: ComposeValue, _ path: String) -> Double? {
        let number: Double
        switch value.content {
        case .integer(let integer): number = Double(integer)
        case .natural(let natural): number = Double(natural)
        case .float(let float): number = float
        case .null: return nil
        case .string(let text):
            guard let float = NumberText.parse(text) else {
                wrong(value, path, "a number")
                return nil
            }
            number = float
        default:
            wrong(value, path, "a number")
            return nil
        }
        return Double("\(Float(number))") ?? number
    }

    func bytes(_ value: ComposeValue, _ path: String) -> Int64? {
        switch value.content {
        case .integer(let bytes): return bytes
        case .string(let text):
            if let bytes = SizeText.parse(text) { return bytes }
            wrong(value, path, "a size: `512m`, `2g`, a number of bytes")
            return nil
        default: return nil
        }
    }

    func duration(_ value: ComposeValue, _ path: String) -> Int64? {
        guard !value.isNull else { return nil }
        if let duration = DurationText.parse(Forms.text(value)) { return duration }
        wrong(value, path, "a duration with units: `30s`, `1m30s`")
        return nil
    }

    func mode(_ value: ComposeValue, _ path: String) -> ComposeValue? {
        let mode: Int64
        switch value.content {
        case .integer(let integer): mode = integer
        case .string(let text):
            guard let octal = Int64(text, radix: 8) else {
                wrong(value, path, "permission bits in octal: \"0440\"")
                return nil
            }
            mode = octal
        case .null: return nil
        default:
            wrong(value, path, "permission bits in octal: \"0440\"")
            return nil
        }
        return value.with(.string("0" + String(mode, radix: 8)))
    }

    func deviceCount(_ value: ComposeValue, _ path: String) -> ComposeValue? {
        if value.string?.lowercased() == "all" { return value.with(.integer(-1)) }
        if case .float = value.content {
            wrong(value, path, "`all` or a whole number")
            return nil
        }
        guard let count = integer(value, path), count != 0 else { return nil }
        return value.with(.integer(count))
    }
}

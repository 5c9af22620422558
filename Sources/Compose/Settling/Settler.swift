import Vocabulary

/// Reads every attribute by its form and gives the tree that is printed: types converted, empty ones left out. Places stay.
struct Settler {
    let findings: Findings

    func object(_ value: ComposeValue, _ forms: [String: Form], _ path: String) -> ComposeValue {
        guard let mapping = value.mapping else { return value }
        var result = ComposeMapping()
        for entry in mapping.entries {
            guard let form = forms[entry.key] else { continue }
            if let settled = settle(entry.value, form, path + "." + entry.key) {
                var key = entry.key
                if case .renamed(let name, _) = form { key = name }
                result.set(.init(key: key, keyPosition: entry.keyPosition, value: settled))
            }
        }
        // In one order, so that the same input prints the same text.
        for (key, form) in forms.sorted(by: { $0.key < $1.key }) where mapping[key] == nil {
            switch form {
            case .command: result[key] = value.with(.null)
            case .shownBool: result[key] = value.with(.bool(false))
            case .shownText: result[key] = value.with(.string(""))
            case .shownObject(let inner): result[key] = object(value.mapping(of: []), inner, path + "." + key)
            default: break
            }
        }
        return value.with(.mapping(result))
    }

    /// `nil`: left out.
    private func settle(_ value: ComposeValue, _ form: Form, _ path: String) -> ComposeValue? {
        switch form {
        case .hidden: return nil
        case .renamed(_, let inner): return settle(value, inner, path)
        case .text, .shownText:
            let text = text(value, path)
            return text.isEmpty && !isShown(form)
                ? nil : ComposeValue(.string(text), at: value.position, written: value.written)
        case .bool, .givenBool, .shownBool:
            guard let bool = bool(value, path) else { return nil }
            if case .bool = form, !bool { return nil }
            return value.with(.bool(bool))
        case .integer, .givenInteger:
            guard let integer = integer(value, path) else { return nil }
            if case .integer = form, integer == 0 { return nil }
            return value.with(.integer(integer))
        case .float, .cpus:
            guard let number = float(value, path), number != 0 else { return nil }
            return value.with(.float(number))
        case .bytes: return bytes(value, path)
        case .duration, .givenDuration:
            guard let duration = duration(value, path) else { return nil }
            if case .duration = form, duration == 0 { return nil }
            return value.with(.string(DurationText.print(duration)))
        case .mode: return mode(value, path)
        case .command: return command(value, path)
        case .test:
            if let text = value.string {
                return value.with(.list([value.with(.string("CMD-SHELL")), value.with(.string(text))]))
            }
            return texts(value, path)
        case .texts: return texts(value, path)
        case .textOrTexts: return value.string == nil ? texts(value, path) : value.with(.list([value]))
        case .numbers:
            guard let list = value.list, !list.isEmpty else { return nil }
            return value.with(.list(list.map { $0.with(.string(Forms.text($0))) }))
        case .hosts: return hosts(value, path)
        case .sshKeys: return sshKeys(value)
        case .ulimit: return ulimit(value, path)
        case .deviceCount: return deviceCount(value, path)
        case .labels, .options:
            return pairs(value, path) { $0.isNull ? $0.with(.string("")) : $0.with(.string(Forms.text($0))) }
        case .environment: return pairs(value, path) { $0.isNull ? $0 : $0.with(.string(Forms.text($0))) }
        case .manyOptions:
            return pairs(value, path) { option in
                option.with(.list((option.list ?? [option]).map { $0.with(.string(Forms.text($0))) }))
            }
        case .list(let item):
            guard let list = value.list, !list.isEmpty else { return nil }
            return value.with(
                .list(list.enumerated().compactMap { settle($0.element, item, "\(path)[\($0.offset)]") }))
        case .dictionary(let item):
            guard let mapping = value.mapping, !mapping.isEmpty else { return nil }
            return value.with(
                .mapping(
                    mapping.compactMapValues {
                        $0.value.isNull ? $0.value : settle($0.value, item, path + "." + $0.key)
                    }))
        case .object(let forms), .shownObject(let forms): return value.isNull ? nil : object(value, forms, path)
        }
    }

    private func isShown(_ form: Form) -> Bool { if case .shownText = form { true } else { false } }

    private func wrong(_ value: ComposeValue, _ path: String, _ expected: String) {
        findings.error(
            "compose.wrong-type", at: value.position, "`\(path)` has the wrong type or form", expected: expected,
            found: value.string.map { "`\($0)`" } ?? SchemaChecker.shown(value))
    }

    private func text(_ value: ComposeValue, _ path: String) -> String {
        switch value.content {
        case .string(let text): return text
        case .integer(let integer): return String(integer)
        case .null: return ""
        default:
            wrong(value, path, "a string")
            return ""
        }
    }

    private func bool(_ value: ComposeValue, _ path: String) -> Bool? {
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

    private func integer(_ value: ComposeValue, _ path: String) -> Int64? {
        switch value.content {
        case .integer(let integer): return integer
        case .float(let number) where abs(number) < 9e18: return Int64(number)
        case .null: return nil
        case .string(let text):
            if let integer = Int64(text) { return integer }
            wrong(value, path, "a whole number")
        default: wrong(value, path, "a whole number")
        }
        return nil
    }

    /// Rounded to what 32 bits hold, as the reference keeps it.
    private func float(_ value: ComposeValue, _ path: String) -> Double? {
        let number: Double
        switch value.content {
        case .integer(let integer): number = Double(integer)
        case .float(let float): number = float
        case .null: return nil
        case .string(let text):
            guard let float = Double(text) else {
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

    private func bytes(_ value: ComposeValue, _ path: String) -> ComposeValue? {
        switch value.content {
        case .integer(let bytes): return bytes == 0 ? nil : value.with(.string(String(bytes)))
        case .string(let text):
            guard let size = ByteCount(parsing: text) else {
                wrong(value, path, "a size: `512m`, `2g`, a number of bytes")
                return nil
            }
            return size.bytes == 0 ? nil : value.with(.string(String(size.bytes)))
        default: return nil
        }
    }

    private func duration(_ value: ComposeValue, _ path: String) -> Int64? {
        guard !value.isNull else { return nil }
        if let duration = DurationText.parse(Forms.text(value)) { return duration }
        wrong(value, path, "a duration with units: `30s`, `1m30s`")
        return nil
    }

    private func mode(_ value: ComposeValue, _ path: String) -> ComposeValue? {
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

    private func command(_ value: ComposeValue, _ path: String) -> ComposeValue {
        switch value.content {
        case .string(let text):
            guard let words = ShellWords.split(text) else {
                findings.error(
                    "compose.command", at: value.position, "cannot split `\(path)` into words",
                    expected: "quotes that are closed, no parentheses outside of them", hint: "write it as a list")
                return value.with(.null)
            }
            return value.with(.list(words.map { value.with(.string($0)) }))
        case .list: return texts(value, path) ?? value.with(.list([]))
        default: return value.with(.null)
        }
    }

    private func texts(_ value: ComposeValue, _ path: String) -> ComposeValue? {
        guard let list = value.list, !list.isEmpty else {
            if value.list == nil, !value.isNull { wrong(value, path, "a list of strings") }
            return nil
        }
        return value.with(
            .list(
                list.enumerated().map { number, item in
                    ComposeValue(
                        .string(text(item, "\(path)[\(number)]")), at: item.position, written: item.written)
                }))
    }

    private func pairs(
        _ value: ComposeValue, _ path: String, _ change: (ComposeValue) -> ComposeValue
    ) -> ComposeValue? {
        var result = ComposeMapping()
        switch value.content {
        case .mapping(let mapping): result = mapping.compactMapValues { change($0.value) }
        case .list(let list):
            for item in list {
                let text = Forms.text(item)
                let equals = text.firstIndex(of: "=")
                let key = equals.map { String(text[..<$0]) } ?? text
                if key.unicodeScalars.last?.properties.isWhitespace ?? false {
                    findings.error(
                        "compose.value", at: item.position, "the name `\(key)` in `\(path)` ends with a space")
                }
                let content = equals.map { item.with(.string(String(text[text.index(after: $0)...]))) }
                result.set(.init(key: key, keyPosition: item.position, value: change(content ?? item.with(.null))))
            }
        case .null: return nil
        default: wrong(value, path, "a list or a mapping")
        }
        return result.isEmpty ? nil : value.with(.mapping(result))
    }

    /// `NAME=ADDRESS`, sorted.
    private func hosts(_ value: ComposeValue, _ path: String) -> ComposeValue? {
        var entries: [(String, String, ComposeValue)] = []
        switch value.content {
        case .mapping(let mapping):
            for entry in mapping.entries {
                for address in entry.value.list ?? [entry.value] {
                    entries.append((entry.key, address.isNull ? "" : Forms.text(address), address))
                }
            }
        case .list(let list):
            for item in list {
                let text = Forms.text(item)
                guard let mark = text.firstIndex(of: "=") ?? text.firstIndex(of: ":") else {
                    findings.error(
                        "compose.value", at: item.position, "`\(text)` in `\(path)` has no address",
                        expected: "NAME=ADDRESS")
                    continue
                }
                let addresses = text[text.index(after: mark)...].split(separator: ",", omittingEmptySubsequences: false)
                for address in addresses { entries.append((String(text[..<mark]), String(address), item)) }
            }
        default: return nil
        }
        for (name, _, item) in entries where name.isEmpty || name.contains(where: { $0 == ":" || $0 == "=" }) {
            findings.error("compose.value", at: item.position, "`\(name)` in `\(path)` is no host name")
        }
        let texts = entries.map { name, address, item in
            let isBracketed = address.utf8.count > 2 && address.hasPrefix("[") && address.hasSuffix("]")
            return item.with(.string(name + "=" + (isBracketed ? String(address.dropFirst().dropLast()) : address)))
        }
        return texts.isEmpty ? nil : value.with(.list(texts.sorted { ($0.string ?? "") < ($1.string ?? "") }))
    }

    private func sshKeys(_ value: ComposeValue) -> ComposeValue? {
        guard let keys = value.mapping, !keys.isEmpty else { return nil }
        return value.with(
            .list(
                keys.sorted.entries.map { entry in
                    entry.value.with(
                        .string(entry.value.isNull ? entry.key : "\(entry.key)=\(Forms.text(entry.value))"))
                }))
    }

    private func ulimit(_ value: ComposeValue, _ path: String) -> ComposeValue? {
        if let single = value.integer {
            return value.with(single == 0 ? .mapping(ComposeMapping()) : .integer(single))
        }
        return object(value, ["soft": .integer, "hard": .integer], path)
    }

    private func deviceCount(_ value: ComposeValue, _ path: String) -> ComposeValue? {
        if value.string?.lowercased() == "all" { return value.with(.integer(-1)) }
        guard let count = integer(value, path), count != 0 else { return nil }
        return value.with(.integer(count))
    }
}

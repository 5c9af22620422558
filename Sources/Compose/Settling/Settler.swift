import Vocabulary

/// Reads every attribute by its form and gives the tree that is printed: types converted, empty ones left out. Places stay.
struct Settler {
    let findings: Findings

    func object(_ value: ComposeValue, _ forms: [String: Form], _ path: String) -> ComposeValue {
        guard let mapping = value.mapping else { return value }
        var result = ComposeMapping()
        for entry in mapping.entries {
            guard let form = forms[entry.key] else {
                if entry.key.hasPrefix("x-"), forms[Form.noExtensions] == nil {
                    var kept = entry.value
                    kept.isExtension = true
                    result.set(.init(key: entry.key, keyPosition: entry.keyPosition, value: kept))
                }
                continue
            }
            if let settled = settle(entry.value, form, path + "." + entry.key) {
                result.set(.init(key: form.name(entry.key), keyPosition: entry.keyPosition, value: settled))
            }
        }
        // In one order, so that the same input prints the same text.
        for (key, form) in forms.filter({ $0.value.isShown }).sorted(by: { $0.key < $1.key }) {
            let name = form.name(key)
            if result[name] == nil { result[name] = empty(form, at: value, path + "." + key) }
        }
        return value.with(.mapping(result))
    }

    /// What is printed for an attribute that is not given.
    private func empty(_ form: Form, at owner: ComposeValue, _ path: String) -> ComposeValue? {
        switch form {
        case .command: owner.with(.null)
        case .shownBool: owner.with(.bool(false))
        case .shownInteger: owner.with(.integer(0))
        case .shownText: owner.with(.string(""))
        case .shownBytes: owner.with(.string("0"))
        case .shownObject(let inner): object(owner.mapping(of: []), inner, path)
        case .renamed(_, let inner): empty(inner, at: owner, path)
        default: nil
        }
    }

    /// `nil`: left out.
    private func settle(_ value: ComposeValue, _ form: Form, _ path: String) -> ComposeValue? {
        switch form {
        case .hidden: return nil
        case .renamed(_, let inner): return settle(value, inner, path)
        case .text, .shownText:
            let text = text(value, path)
            return text.isEmpty && !form.isShown
                ? nil : ComposeValue(.string(text), at: value.position, written: value.written)
        case .bool, .givenBool, .shownBool:
            guard let bool = bool(value, path) else { return nil }
            if case .bool = form, !bool { return nil }
            return value.with(.bool(bool))
        case .integer, .givenInteger, .shownInteger:
            guard let integer = integer(value, path) else { return nil }
            if case .integer = form, integer == 0 { return nil }
            return value.with(.integer(integer))
        case .natural, .givenNatural:
            guard let number = natural(value, path) else { return nil }
            if case .natural = form, number == 0 { return nil }
            return value.with(number < 1 << 63 ? .integer(Int64(number)) : .natural(number))
        case .float, .cpus:
            guard let number = float(value, path), number != 0 else { return nil }
            return value.with(.float(number))
        case .bytes, .shownBytes:
            // What is neither a whole number nor a text counts as 0.
            return bytes(value, path).flatMap { $0 == 0 && !form.isShown ? nil : $0 }.map {
                value.with(.string(String($0)))
            }
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
        case .sshKeys: return sshKeys(value, path)
        case .deviceCount: return deviceCount(value, path)
        case .labels:
            return pairs(value, path) { $0.isNull ? $0.with(.string("")) : $0.with(.string(Forms.text($0))) }
        case .options: return options(value, path)
        case .environment: return environment(value, path)
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
        case .ulimits: return ulimits(value, path)
        case .object(let forms), .shownObject(let forms): return value.isNull ? nil : object(value, forms, path)
        }
    }
}

import Vocabulary

/// Values of several parts.
extension Settler {
    func command(_ value: ComposeValue, _ path: String) -> ComposeValue {
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

    func texts(_ value: ComposeValue, _ path: String) -> ComposeValue? {
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

    /// A mapping, or a list of `NAME=value`; a name without a value goes to `change` as nothing.
    func pairs(
        _ value: ComposeValue, _ path: String, _ change: (ComposeValue) -> ComposeValue
    ) -> ComposeValue? {
        var result = ComposeMapping()
        switch value.content {
        case .mapping(let mapping):
            result = ExtensionKeys.folded(mapping, path, findings).compactMapValues { change($0.value) }
        case .list: result = ServiceFiles.pairs(value).compactMapValues { change($0.value) }
        case .null: return nil
        default: wrong(value, path, "a list or a mapping")
        }
        return result.isEmpty ? nil : value.with(.mapping(result))
    }

    func environment(_ value: ComposeValue, _ path: String) -> ComposeValue? {
        for item in value.list ?? [] {
            let name = Forms.text(item).prefix { $0 != "=" }
            if name.unicodeScalars.last?.properties.isWhitespace ?? false {
                findings.error("compose.value", at: item.position, "the name `\(name)` in `\(path)` ends with a space")
            }
        }
        return pairs(value, path) { $0.isNull ? $0 : $0.with(.string(Forms.text($0))) }
    }

    /// Texts and whole numbers only.
    func options(_ value: ComposeValue, _ path: String) -> ComposeValue? {
        guard let mapping = value.mapping, !mapping.isEmpty else { return nil }
        return value.with(
            .mapping(
                mapping.compactMapValues { entry in
                    let path = path + "." + entry.key
                    if entry.key.hasPrefix("x-") { wrong(entry.value, path, "a name that does not begin with `x-`") }
                    return entry.value.with(.string(text(entry.value, path)))
                }))
    }

    /// `NAME=ADDRESS`, sorted.
    func hosts(_ value: ComposeValue, _ path: String) -> ComposeValue? {
        var entries: [(String, String, ComposeValue)] = []
        switch value.content {
        case .mapping(let mapping):
            for entry in mapping.entries {
                if entry.key.hasPrefix("x-") {
                    wrong(entry.value, path + "." + entry.key, "a host's name that does not begin with `x-`")
                }
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
        // A name without an address is nothing to print, but it is a mapping that is not empty.
        let isEmpty = value.list?.isEmpty ?? value.mapping?.isEmpty ?? true
        return isEmpty ? nil : value.with(.list(texts.sorted { ($0.string ?? "") < ($1.string ?? "") }))
    }

    func sshKeys(_ value: ComposeValue, _ path: String) -> ComposeValue? {
        guard let keys = value.mapping, !keys.isEmpty else { return nil }
        return value.with(
            .list(
                ExtensionKeys.folded(keys, path, findings).sorted.entries.map { entry in
                    entry.value.with(
                        .string(entry.value.isNull ? entry.key : "\(entry.key)=\(Forms.text(entry.value))"))
                }))
    }

    func ulimits(_ value: ComposeValue, _ path: String) -> ComposeValue? {
        guard let mapping = value.mapping, !mapping.isEmpty else { return nil }
        var result = mapping.compactMapValues { entry -> ComposeValue? in
            entry.key.hasPrefix("x-") ? nil : ulimit(entry.value, path + "." + entry.key)
        }
        if let extensions = ExtensionKeys.folded(mapping, path, findings).entry(ExtensionKeys.together) {
            // A limit without numbers.
            result.set(
                .init(
                    key: extensions.key, keyPosition: extensions.keyPosition,
                    value: extensions.value.with(.mapping(ComposeMapping()))))
        }
        return value.with(.mapping(result))
    }

    private func ulimit(_ value: ComposeValue, _ path: String) -> ComposeValue? {
        for key in ["soft", "hard"] {
            if let limit = value[key], limit.integer == nil { wrong(limit, path + "." + key, "a whole number") }
        }
        if let single = value.integer {
            return value.with(single == 0 ? .mapping(ComposeMapping()) : .integer(single))
        }
        return object(value, ["soft": .integer, "hard": .integer], path)
    }
}

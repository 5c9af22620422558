/// Prints a tree as `docker compose config` does: two spaces, keys in the tree's order.
public enum ComposePrinter {
    public enum Dollars: Sendable {
        /// `$` as `$$`, so that the output can be read as a Compose file again.
        case doubled
        case plain
    }

    /// JSON, with a line end.
    public static func json(_ value: ComposeValue, dollars: Dollars) -> String {
        var result = ""
        write(value, indent: "", dollars, &result)
        return result + "\n"
    }

    private static func write(_ value: ComposeValue, indent: String, _ dollars: Dollars, _ result: inout String) {
        let inner = indent + "  "
        switch value.content {
        case .null: result += "null"
        case .bool(let bool): result += bool ? "true" : "false"
        case .integer(let integer): result += String(integer)
        case .natural(let natural): result += String(natural)
        case .float(let number): result += NumberText.json(number)
        case .string(let text): result += quoted(text, dollars)
        case .list(let list):
            guard !list.isEmpty else { return result += "[]" }
            result += "["
            for (index, item) in list.enumerated() {
                result += (index == 0 ? "\n" : ",\n") + inner
                write(item, indent: inner, dollars, &result)
            }
            result += "\n" + indent + "]"
        case .mapping(let mapping):
            guard !mapping.isEmpty else { return result += "{}" }
            result += "{"
            for (index, entry) in mapping.entries.enumerated() {
                result += (index == 0 ? "\n" : ",\n") + inner + quoted(entry.key, dollars) + ": "
                write(entry.value, indent: inner, dollars, &result)
            }
            result += "\n" + indent + "}"
        }
    }

    private static func quoted(_ text: String, _ dollars: Dollars) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "$": result += dollars == .doubled ? "$$" : "$"
            case "\u{8}": result += "\\b"
            case "\u{C}": result += "\\f"
            // As Go escapes them, for pages of HTML.
            case "\u{0}"..."\u{1F}", "\u{7F}", "\u{2028}", "\u{2029}", "<", ">", "&":
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}

extension ComposeValue {
    /// The same tree with `$$` for every `$`, keys included: as `docker compose config` prints it, so that it can be read as a Compose file again.
    public var doublingDollars: ComposeValue {
        var result = self
        switch content {
        case .string(let text): result.content = .string(text.replacing("$", with: "$$"))
        case .list(let list): result.content = .list(list.map(\.doublingDollars))
        case .mapping(let mapping):
            result.content = .mapping(
                ComposeMapping(
                    mapping.entries.map {
                        .init(
                            key: $0.key.replacing("$", with: "$$"), keyPosition: $0.keyPosition,
                            value: $0.value.doublingDollars)
                    }))
        default: break
        }
        return result
    }
}

/// A tree as YAML text, laid out as go-yaml v3 does with an indent of two: what `docker compose config` prints.
public enum YAMLPrinter {
    public static func text(of value: ComposeValue) -> String {
        var result = ""
        write(value, indent: 0, place: .top, &result)
        return result
    }

    private enum Place { case top, afterKey, inList }

    /// Ends with a line end.
    private static func write(_ value: ComposeValue, indent: Int, place: Place, _ result: inout String) {
        let margin = String(repeating: " ", count: indent)
        let gap = place == .afterKey ? " " : ""
        switch value.content {
        case .mapping(let mapping):
            guard !mapping.isEmpty else { return result += gap + "{}\n" }
            if place == .afterKey { result += "\n" }
            for (index, entry) in mapping.entries.enumerated() {
                if index > 0 || place != .inList { result += margin }
                result += YAMLScalar.key(entry.key) + ":"
                write(entry.value, indent: indent + 2, place: .afterKey, &result)
            }
        case .list(let list):
            guard !list.isEmpty else { return result += gap + "[]\n" }
            if place == .afterKey { result += "\n" }
            for (index, item) in list.enumerated() {
                if index > 0 || place != .inList { result += margin }
                result += "- "
                write(item, indent: indent + 2, place: .inList, &result)
            }
        case .string(let text): result += gap + YAMLScalar.value(text, indent: indent) + "\n"
        case .null: result += gap + "null\n"
        case .bool(let bool): result += gap + (bool ? "true" : "false") + "\n"
        case .integer(let integer): result += gap + String(integer) + "\n"
        case .natural(let natural): result += gap + String(natural) + "\n"
        case .float(let number): result += gap + NumberText.yaml(number) + "\n"
        }
    }
}

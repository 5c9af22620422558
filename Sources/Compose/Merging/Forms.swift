import Vocabulary

/// The two forms that many attributes have, turned into each other.
enum Forms {
    /// `{A: 1, B: null}` → `["A=1", "B"]`, sorted; a string → a list of it; `nil` and the like → nothing.
    static func sequence(_ value: ComposeValue) -> [ComposeValue] {
        switch value.content {
        case .list(let list): return list
        case .string: return [value]
        case .mapping(let mapping):
            return mapping.entries.flatMap { entry -> [(String, SourcePosition)] in
                switch entry.value.content {
                case .null: [(entry.key, entry.keyPosition)]
                case .list(let list): list.map { (entry.key + "=" + text($0), $0.position) }
                default: [(entry.key + "=" + text(entry.value), entry.value.position)]
                }
            }.sorted { $0.0 < $1.0 }.map { ComposeValue(.string($0.0), at: $0.1) }
        default: return []
        }
    }

    static func build(_ value: ComposeValue) -> ComposeMapping? {
        if case .string = value.content {
            var mapping = ComposeMapping()
            mapping["context"] = value
            return mapping
        }
        return value.mapping
    }

    /// `[a, b]` → `{a: {condition: service_started, required: true}, …}`
    static func dependsOn(_ value: ComposeValue) -> ComposeMapping? {
        named(value) { name in
            var dependency = ComposeMapping()
            dependency["condition"] = ComposeValue(.string("service_started"), at: name.position)
            dependency["required"] = ComposeValue(.bool(true), at: name.position)
            return ComposeValue(.mapping(dependency), at: name.position)
        }
    }

    /// `[a, b]` → `{a: null, b: null}`
    static func names(_ value: ComposeValue) -> ComposeMapping? {
        named(value) { ComposeValue(.null, at: $0.position) }
    }

    private static func named(_ value: ComposeValue, _ content: (ComposeValue) -> ComposeValue) -> ComposeMapping? {
        switch value.content {
        case .mapping(let mapping): mapping
        case .list(let list):
            ComposeMapping(
                list.compactMap { item in
                    item.string.map { .init(key: $0, keyPosition: item.position, value: content(item)) }
                })
        default: nil
        }
    }

    /// A scalar as the reference prints it (Go's `%v`): 0.1, 1e+21, true.
    static func text(_ value: ComposeValue) -> String {
        switch value.content {
        case .null: "<nil>"
        case .bool(let bool): bool ? "true" : "false"
        case .integer(let integer): String(integer)
        case .float(let number): text(number)
        case .string(let string): string
        case .list(let list): "[" + list.map(text).joined(separator: " ") + "]"
        case .mapping(let mapping):
            "map[" + mapping.sorted.entries.map { $0.key + ":" + text($0.value) }.joined(separator: " ") + "]"
        }
    }

    static func text(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        let magnitude = abs(number)
        if magnitude == 0 { return number.sign == .minus ? "-0" : "0" }
        var (digits, exponent) = decimal(magnitude)
        let sign = number < 0 ? "-" : ""
        // strconv.FormatFloat(f, 'g', -1, 64), with %v's threshold of 21.
        if exponent < -4 || exponent >= 21 {
            let first = digits.removeFirst()
            let power = abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
            return sign + String(first) + (digits.isEmpty ? "" : "." + digits) + "e" + (exponent < 0 ? "-" : "+")
                + power
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        if digits.count <= exponent + 1 {
            return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count)
        }
        return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
    }

    /// Shortest digits without a point, and the power of ten of the first one.
    private static func decimal(_ magnitude: Double) -> (String, Int) {
        let parts = "\(magnitude)".split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        let whole = String(mantissa[0])
        let fraction = mantissa.count > 1 ? String(mantissa[1]) : ""
        let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let all = whole + fraction
        let leading = all.prefix { $0 == "0" }.count
        var digits = String(all.dropFirst(leading))
        while digits.last == "0" { digits.removeLast() }
        return (digits, whole.count - 1 - leading + power)
    }
}

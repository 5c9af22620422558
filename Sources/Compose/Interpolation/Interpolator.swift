import Vocabulary

/// Replaces the variables in every value of a tree; keys stay as they are. Then strings become the type their attribute wants.
struct Interpolator {
    let environment: [String: String]
    let unset: ComposeRequest.UnsetVariables
    let findings: Findings

    func interpolate(_ value: ComposeValue) -> ComposeValue { walk(value, Cast.table, path: "") }

    private func walk(_ value: ComposeValue, _ table: PathTable<Cast>?, path: String) -> ComposeValue {
        var result = value
        switch value.content {
        case .string(let text):
            let replaced = text.utf8.contains(UInt8(ascii: "$")) ? substitute(text, at: value.position, path) : text
            result.content = .string(replaced)
            if let cast = table?.value { result = cast.apply(result, path: path, findings) }
        case .list(let list):
            let below = table?.items
            result.content = .list(
                list.enumerated().map { walk($0.element, below, path: "\(path)[\($0.offset)]") })
        case .mapping(let mapping):
            result.content = .mapping(
                mapping.compactMapValues { entry in
                    walk(entry.value, table?.below(entry.key), path: path.isEmpty ? entry.key : path + "." + entry.key)
                })
        default: break
        }
        return result
    }

    func substitute(_ text: String, at position: SourcePosition, _ path: String) -> String {
        let template: Template
        do {
            template = try Template(parsing: text)
        } catch {
            findings.error(
                "compose.interpolation", at: position, "cannot read the variables in `\(path)`: \(error.reason)",
                hint: "write `$$` for a dollar sign")
            return text
        }
        do {
            return try template.substitute {
                environment[$0]
            } unset: { name in
                switch unset {
                case .warn:
                    findings.warn(
                        "compose.variable-unset", at: position,
                        "the variable `\(name)` is not set, so `\(path)` gets an empty string for it",
                        hint: "set it, or write `${\(name):-}` if that is meant")
                case .refuse:
                    findings.error(
                        "compose.variable-unset", at: position, "the variable `\(name)` in `\(path)` is not set",
                        hint: "ask for it in `questions:`, or give it a default: `${\(name):-…}`")
                }
            }
        } catch {
            findings.error(
                "compose.variable-required", at: position,
                "the variable `\(error.variable)` in `\(path)` must have a value"
                    + (error.message.isEmpty ? "" : ": \(error.message)"),
                hint: unset == .refuse
                    ? "ask for it in `questions:`, or set it in the `.env` of the definition"
                    : "set it in the environment, or write `\(error.variable)=…` into the `.env` beside the Compose file"
            )
            // Keeps the loader going without follow-up problems.
            return ""
        }
    }
}

public import Vocabulary

/// The model as `docker compose config --format json` prints it, and what it cannot say in JSON: the reference fails there, while its YAML form prints it.
public enum JSONForm {
    /// The model in the order of the reference's JSON.
    public static func of(_ project: ComposeProject) -> ComposeValue {
        AttributeOrder.sorted(project.canonical, by: AttributeOrder.json, names: .bytes)
    }

    /// For a model whose variables are left as they are: every key in the order of its bytes.
    public static func uninterpolated(_ project: ComposeProject) -> ComposeValue {
        AttributeOrder.sorted(project.canonical, by: nil, names: .bytes)
    }

    /// A build's SSH keys with a path, and numbers without an end; `nil` where there are none.
    public static func problems(of project: ComposeProject) -> Problems? {
        var problems: [Problem] = []
        for service in project.canonical["services"]?.mapping?.entries ?? [] {
            for key in service.value["build"]?["ssh"]?.list ?? [] where key.string?.contains("=") ?? false {
                problems.append(
                    unprintable(key, "the SSH key of `services.\(service.key).build.ssh` has a path, which"))
            }
        }
        numbers(project.canonical, path: "", &problems)
        return Problems(problems)
    }

    private static func numbers(_ value: ComposeValue, path: String, _ problems: inout [Problem]) {
        switch value.content {
        case .float(let number) where !number.isFinite:
            problems.append(unprintable(value, "`\(path)` is no finite number, which"))
        case .list(let list):
            for (index, item) in list.enumerated() { numbers(item, path: "\(path)[\(index)]", &problems) }
        case .mapping(let mapping):
            for entry in mapping.entries {
                numbers(entry.value, path: path.isEmpty ? entry.key : path + "." + entry.key, &problems)
            }
        default: break
        }
    }

    private static func unprintable(_ value: ComposeValue, _ what: String) -> Problem {
        Problem(
            "compose.json", .definition, at: value.position, what + " has no JSON form",
            hint: "print the model as YAML: `--format yaml`")
    }
}

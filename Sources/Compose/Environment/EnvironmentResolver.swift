import Vocabulary

/// Names without a value in lists (`- VAR`) get the environment's value; configs and secrets from variables get their content: compose-go, `loader/environment.go`.
struct EnvironmentResolver {
    let environment: [String: String]

    /// The key under which a secret carries its variable's value. It is never printed.
    static let secretValue = "x-#value"

    func resolve(_ tree: ComposeMapping) -> ComposeMapping {
        var tree = tree
        change("services", in: &tree) { service in
            guard let variables = service["environment"], let list = variables.list else { return }
            service["environment"] = variables.with(
                .list(
                    list.map { item in
                        guard let name = item.string, let value = environment[name] else { return item }
                        return item.with(.string("\(name)=\(value)"))
                    }))
        }
        change("secrets", in: &tree) { secret in
            guard let name = secret["environment"], let text = name.string, let value = environment[text] else {
                return
            }
            secret[Self.secretValue] = name.with(.string(value))
        }
        change("configs", in: &tree) { config in
            guard let name = config["environment"], let text = name.string, let value = environment[text] else {
                return
            }
            config["content"] = name.with(.string(value))
        }
        return tree
    }

    private func change(_ kind: String, in tree: inout ComposeMapping, _ change: (inout ComposeMapping) -> Void) {
        guard let objects = tree[kind], let mapping = objects.mapping else { return }
        tree[kind] = objects.with(
            .mapping(
                mapping.compactMapValues { entry in
                    guard var object = entry.value.mapping else { return entry.value }
                    change(&object)
                    return entry.value.with(.mapping(object))
                }))
    }
}

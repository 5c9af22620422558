/// The attributes of a Compose file and their types: the Compose Specification's `schema/compose-spec.json`, as of compose-go 2.9.1, in our notation.
enum Schema {
    static let boolOrText = Shape.either([.bool, .string])
    static let numberOrText = Shape.either([.number, .string])
    static let integerOrText = Shape.either([.integer, .string])
    static let strings = Shape.set(.string)
    static let stringOrList = Shape.either([.string, strings])
    static let scalarMapping = Shape.dictionary(.filled, .either([.string, .number, .bool, .null]))
    static let listOrMapping = Shape.either([scalarMapping, strings])
    static let options = Shape.dictionary(.any, .either([.string, .number]))
    static let command = Shape.either([.null, .string, .list(.string)])
    static let extraHosts = Shape.either([.dictionary(.filled, .either([.string, .list(.string)])), strings])
    static let ulimits = Shape.dictionary(
        .lowercaseOrAnything,
        .either([
            integerOrText, .attributes(["hard": integerOrText, "soft": integerOrText], required: ["soft", "hard"]),
        ]))
    static let fileGrants = Shape.list(
        .either([
            .string,
            .attributes([
                "source": .string, "target": .string, "uid": .string, "gid": .string, "mode": numberOrText,
            ]),
        ]))
    static let hook = Shape.attributes(
        [
            "command": command, "user": .string, "privileged": boolOrText, "working_dir": .string,
            "environment": listOrMapping,
        ], required: ["command"])

    /// The whole file.
    static let file = Shape.attributes([
        "version": .string, "name": .string,
        "include": .list(
            .either([
                .string,
                .closed(["path": stringOrList, "env_file": stringOrList, "project_directory": .string]),
            ])),
        "services": .dictionary(.names, service), "models": .dictionary(.namesOrAnything, model),
        "networks": .dictionary(.namesOrAnything, network), "volumes": .dictionary(.names, volume),
        "secrets": .dictionary(.names, secret), "configs": .dictionary(.names, config),
    ])

    static let external = Shape.either([.bool, .string, .attributes(["name": .string])])
    /// Of secrets and configs: the schema looks at `name` only.
    static let openExternal = Shape.either([.bool, .string, .open(["name": .string])])

    static let network = Shape.either([
        .null,
        .attributes([
            "name": .string, "driver": .string, "driver_opts": options, "external": external, "labels": listOrMapping,
            "internal": boolOrText, "enable_ipv4": boolOrText, "enable_ipv6": boolOrText, "attachable": boolOrText,
            "ipam": .attributes([
                "driver": .string, "options": .dictionary(.filled, .string),
                "config": .list(
                    .attributes([
                        "subnet": .string, "ip_range": .string, "gateway": .string,
                        "aux_addresses": .dictionary(.filled, .string),
                    ])),
            ]),
        ]),
    ])

    static let volume = Shape.either([
        .null,
        .attributes([
            "name": .string, "driver": .string, "driver_opts": options, "external": external, "labels": listOrMapping,
        ]),
    ])

    static let secret = Shape.attributes([
        "name": .string, "environment": .string, "file": .string, "external": openExternal, "labels": listOrMapping,
        "driver": .string, "driver_opts": options, "template_driver": .string,
    ])

    static let config = Shape.attributes([
        "name": .string, "content": .string, "environment": .string, "file": .string, "external": openExternal,
        "labels": listOrMapping, "template_driver": .string,
    ])

    static let model = Shape.attributes(
        ["name": .string, "model": .string, "context_size": .integer, "runtime_flags": .list(.string)],
        required: ["model"])
}

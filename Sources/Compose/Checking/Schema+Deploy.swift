extension Schema {
    static let deploy = Shape.either([
        .null,
        .attributes([
            "mode": .string, "endpoint_mode": .string, "replicas": integerOrText, "labels": listOrMapping,
            "rollback_config": updateConfig, "update_config": updateConfig,
            "resources": .attributes([
                "limits": .attributes(["cpus": numberOrText, "memory": .string, "pids": integerOrText]),
                "reservations": .attributes([
                    "cpus": numberOrText, "memory": .string, "devices": .list(device),
                    "generic_resources": .list(
                        .attributes([
                            "discrete_resource_spec": .attributes(["kind": .string, "value": numberOrText])
                        ])),
                ]),
            ]),
            "restart_policy": .attributes([
                "condition": .string, "delay": .string, "max_attempts": integerOrText, "window": .string,
            ]),
            "placement": .attributes([
                "constraints": .list(.string), "preferences": .list(.attributes(["spread": .string])),
                "max_replicas_per_node": integerOrText,
            ]),
        ]),
    ])

    private static let updateConfig = Shape.attributes([
        "parallelism": integerOrText, "delay": .string, "failure_action": .string, "monitor": .string,
        "max_failure_ratio": numberOrText, "order": .words(["start-first", "stop-first"]),
    ])

    private static let deviceShapes: [String: Shape] = [
        "capabilities": strings, "count": integerOrText, "device_ids": strings, "driver": .string,
        "options": listOrMapping,
    ]
    private static let device = Shape.attributes(deviceShapes, required: ["capabilities"])
    /// Other keys are not looked at.
    static let gpu = Shape.open(deviceShapes)

    static let develop = Shape.either([
        .null,
        .attributes([
            "watch": .list(
                .attributes(
                    [
                        "ignore": stringOrList, "include": stringOrList, "path": .string, "target": .string,
                        "action": .words(["rebuild", "sync", "restart", "sync+restart", "sync+exec"]), "exec": hook,
                        "initial_sync": .bool,
                    ], required: ["path", "action"]))
        ]),
    ])
}

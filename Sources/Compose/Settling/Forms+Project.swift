extension Form {
    static let deploy: [String: Form] = [
        "mode": .text, "replicas": .givenInteger, "labels": .labels, "update_config": .object(updateConfig),
        "rollback_config": .object(updateConfig), "endpoint_mode": .text,
        "resources": .shownObject(["limits": .object(resource), "reservations": .object(resource)]),
        "restart_policy": .object([
            "condition": .text, "delay": .givenDuration, "max_attempts": .givenNatural, "window": .givenDuration,
        ]),
        "placement": .shownObject([
            "constraints": .texts, "preferences": .list(.object(["spread": .text])),
            "max_replicas_per_node": .natural,
        ]),
    ]
    private static let updateConfig: [String: Form] = [
        "parallelism": .givenNatural, "delay": .duration, "failure_action": .text, "monitor": .duration,
        "max_failure_ratio": .float, "order": .text,
    ]
    private static let resource: [String: Form] = [
        "cpus": .cpus, "memory": .bytes, "pids": .integer, "devices": .list(.object(gpu)),
        "generic_resources": .list(
            .object(["discrete_resource_spec": .object(["kind": .shownText, "value": .shownInteger])])),
    ]

    static let network: [String: Form] = [
        "name": .text, "driver": .text, "driver_opts": .labels, "external": .bool, "internal": .bool,
        "attachable": .bool, "labels": .labels, "enable_ipv4": .givenBool, "enable_ipv6": .givenBool,
        "ipam": .shownObject([
            "driver": .text,
            "config": .list(
                .object([
                    "subnet": .text, "gateway": .text, "ip_range": .text, "aux_addresses": .labels,
                    noExtensions: .hidden,
                ])),
            // Read by no field of the reference's; kept in our model.
            "options": .hidden,
        ]),
    ]
    static let volume: [String: Form] = [
        "name": .text, "driver": .text, "driver_opts": .labels, "external": .bool, "labels": .labels,
    ]
    static let model: [String: Form] = [
        "name": .text, "model": .text, "context_size": .integer, "runtime_flags": .texts,
    ]
    static let fileObject: [String: Form] = [
        "name": .text, "file": .text, "environment": .text, "content": .text, "external": .bool, "labels": .labels,
        "driver": .text, "driver_opts": .options, "template_driver": .text, "x-#value": .hidden,
    ]
}

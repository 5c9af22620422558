extension Schema {
    static let service = Shape.attributes(serviceShapes)

    private static let serviceShapes: [String: Shape] = {
        var shapes: [String: Shape] = [
            "annotations": listOrMapping, "build": build, "cgroup": .words(["host", "private"]), "command": command,
            "configs": fileGrants, "container_name": .text("a container's name", isContainerName),
            "cpu_count": .either([.string, .range(0...Int64.max)]),
            "cpu_percent": .either([.string, .range(0...100)]), "deploy": deploy, "develop": develop,
            "depends_on": dependsOn, "dns": stringOrList, "dns_search": stringOrList, "entrypoint": command,
            "env_file": environmentFiles, "label_file": .either([.string, .list(.string)]),
            "environment": listOrMapping, "expose": .set(.either([.string, .number])),
            "extends": .either([.string, .closed(["service": .string, "file": .string], required: ["service"])]),
            "extra_hosts": extraHosts, "gpus": .either([.words(["all"]), .list(gpu)]),
            "group_add": .set(.either([.string, .number])), "healthcheck": healthcheck, "labels": listOrMapping,
            "mem_reservation": integerOrText, "mem_swappiness": integerOrText, "networks": networks, "models": models,
            "oom_score_adj": .either([.string, .range(-1000...1000)]),
            // The reference's schema lets nothing pass for `pid`, on which it then crashes.
            "pid": .string, "ports": ports,
            "post_start": .list(hook), "pre_stop": .list(hook), "profiles": strings,
            "pull_policy": .text(
                "a pull policy (always, never, missing, build, daily, weekly, every_12h)", isPullPolicy),
            "scale": integerOrText, "secrets": fileGrants, "sysctls": listOrMapping,
            "storage_opt": .dictionary(.any, .anything), "tmpfs": stringOrList, "ulimits": ulimits,
            "use_api_socket": .bool, "volumes": volumes, "device_cgroup_rules": strings,
            "credential_spec": .attributes(["config": .string, "file": .string, "registry": .string]),
            "logging": .attributes([
                "driver": .string, "options": .dictionary(.any, .either([.string, .number, .null])),
            ]),
            "blkio_config": .closed([
                "device_read_bps": .list(rateLimit), "device_read_iops": .list(rateLimit),
                "device_write_bps": .list(rateLimit), "device_write_iops": .list(rateLimit),
                "weight": integerOrText,
                "weight_device": .list(.closed(["path": .string, "weight": integerOrText])),
            ]),
            "devices": .list(
                .either([
                    .string,
                    .attributes(
                        ["source": .string, "target": .string, "permissions": .string], required: ["source"]),
                ])),
            "provider": .attributes(
                ["type": .string, "options": .dictionary(.any, .either([anyScalar, .list(anyScalar)]))],
                required: ["type"]),
        ]
        for name in ["cgroup_parent", "cpuset", "domainname", "hostname", "image", "ipc", "isolation", "mac_address"]
            + ["network_mode", "platform", "restart", "runtime", "stop_grace_period", "stop_signal", "user", "uts"]
            + ["userns_mode", "working_dir", "pull_refresh_after"]
        { shapes[name] = .string }
        for name in ["attach", "init", "oom_kill_disable", "privileged", "read_only", "stdin_open", "tty"] {
            shapes[name] = boolOrText
        }
        for name in ["cpu_shares", "cpu_quota", "cpu_period", "cpu_rt_period", "cpu_rt_runtime", "cpus", "mem_limit"]
            + ["memswap_limit", "pids_limit", "shm_size"]
        { shapes[name] = numberOrText }
        for name in ["cap_add", "cap_drop", "dns_opt", "external_links", "links", "security_opt", "volumes_from"] {
            shapes[name] = strings
        }
        return shapes
    }()

    private static let anyScalar = Shape.either([.string, .number, .bool])
    private static let rateLimit = Shape.closed(["path": .string, "rate": integerOrText])

    private static let build = Shape.either([
        .string,
        .attributes([
            "context": .string, "dockerfile": .string, "dockerfile_inline": .string, "entitlements": .list(.string),
            "args": listOrMapping, "ssh": listOrMapping, "labels": listOrMapping, "cache_from": .list(.string),
            "cache_to": .list(.string), "no_cache": boolOrText, "additional_contexts": listOrMapping,
            "network": .string, "provenance": boolOrText, "sbom": boolOrText, "pull": boolOrText, "target": .string,
            "shm_size": integerOrText, "extra_hosts": extraHosts, "isolation": .string, "privileged": boolOrText,
            "secrets": fileGrants, "tags": .list(.string), "ulimits": ulimits, "platforms": .list(.string),
        ]),
    ])

    private static let dependsOn = Shape.either([
        strings,
        .dictionary(
            .names,
            .attributes(
                [
                    "restart": boolOrText, "required": .bool,
                    "condition": .words(["service_started", "service_healthy", "service_completed_successfully"]),
                ], required: ["condition"])),
    ])

    private static let environmentFiles = Shape.either([
        .string,
        .list(
            .either([
                .string,
                .closed(["path": .string, "format": .string, "required": boolOrText], required: ["path"]),
            ])),
    ])

    private static let healthcheck = Shape.attributes([
        "disable": boolOrText, "interval": .string, "retries": numberOrText,
        "test": .either([.string, .list(.string)]), "timeout": .string, "start_period": .string,
        "start_interval": .string,
    ])

    private static let networks = Shape.either([
        strings,
        .dictionary(
            .names,
            .either([
                .null,
                .attributes([
                    "aliases": strings, "interface_name": .string, "ipv4_address": .string, "ipv6_address": .string,
                    "link_local_ips": strings, "mac_address": .string, "driver_opts": options, "priority": .number,
                    "gw_priority": .number,
                ]),
            ])),
    ])

    private static let models = Shape.either([
        strings,
        .dictionary(
            .namesOrAnything, .either([.null, .attributes(["endpoint_var": .string, "model_var": .string])])),
    ])

    private static let ports = Shape.set(
        .either([
            .number, .string,
            .attributes([
                "name": .string, "mode": .string, "host_ip": .string, "target": integerOrText,
                "published": integerOrText, "protocol": .string, "app_protocol": .string,
            ]),
        ]))

    private static let volumes = Shape.set(
        .either([
            .string,
            .attributes(
                [
                    "type": .words(["bind", "volume", "tmpfs", "cluster", "npipe", "image"]), "source": .string,
                    "target": .string, "read_only": boolOrText, "consistency": .string,
                    "bind": .attributes([
                        "propagation": .string, "create_host_path": boolOrText,
                        "recursive": .words(["enabled", "disabled", "writable", "readonly"]),
                        "selinux": .words(["z", "Z"]),
                    ]),
                    "volume": .attributes(["labels": listOrMapping, "nocopy": boolOrText, "subpath": .string]),
                    "tmpfs": .attributes([
                        "size": .either([.string, .range(0...Int64.max)]), "mode": numberOrText,
                    ]),
                    "image": .attributes(["subpath": .string]),
                ], required: ["type"]),
        ]))

    /// Somewhere in it a letter or digit followed by letters, digits, `_`, `.`, `-`: the schema's pattern is not anchored.
    private static func isContainerName(_ text: String) -> Bool {
        func isWord(_ byte: UInt8) -> Bool {
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        }
        return zip(text.utf8, text.utf8.dropFirst()).contains { first, second in
            isWord(first) && (isWord(second) || "_.-".utf8.contains(second))
        }
    }

    private static func isPullPolicy(_ text: String) -> Bool {
        for word in ["always", "never", "build", "if_not_present", "missing", "refresh", "daily", "weekly"] {
            if text.contains(word) { return true }
        }
        guard let every = text.firstRange(of: "every_") else { return false }
        let digits = text[every.upperBound...].prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let unit = text[digits.endIndex...].first else { return false }
        return "wdhms".contains(unit)
    }
}

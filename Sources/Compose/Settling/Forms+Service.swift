extension Form {
    static let service: [String: Form] = {
        var forms: [String: Form] = [
            "annotations": .labels, "attach": .givenBool, "build": .object(build), "develop": .object(develop),
            "blkio_config": .object(blkio), "cpu_count": .integer, "cpu_percent": .float, "cpu_period": .integer,
            "cpu_quota": .integer, "cpu_rt_period": .integer, "cpu_rt_runtime": .integer, "cpus": .float,
            "cpu_shares": .integer, "command": .command, "configs": .list(.object(fileGrant)),
            "credential_spec": .object(["config": .text, "file": .text, "registry": .text]),
            "depends_on": .dictionary(
                .object(["condition": .text, "restart": .bool, "required": .shownBool])),
            "deploy": .object(deploy), "devices": .list(.object(device)), "dns": .textOrTexts,
            "dns_search": .textOrTexts,
            "entrypoint": .command, "provider": .object(["type": .text, "options": .manyOptions]),
            "environment": .environment, "expose": .numbers, "extra_hosts": .hosts, "gpus": .list(.object(gpu)),
            "healthcheck": .object(healthcheck), "init": .givenBool, "labels": .labels,
            "logging": .object(["driver": .text, "options": .labels]), "mem_limit": .bytes, "mem_reservation": .bytes,
            "memswap_limit": .bytes, "mem_swappiness": .bytes,
            "models": .dictionary(.object(["endpoint_var": .text, "model_var": .text])),
            "networks": .dictionary(.object(attachment)), "oom_kill_disable": .bool, "oom_score_adj": .integer,
            "pids_limit": .integer, "ports": .list(.object(port)), "privileged": .bool, "read_only": .bool,
            "scale": .givenInteger, "secrets": .list(.object(fileGrant)), "shm_size": .bytes, "stdin_open": .bool,
            "stop_grace_period": .givenDuration, "storage_opt": .options, "sysctls": .labels, "tmpfs": .textOrTexts,
            "tty": .bool, "ulimits": .ulimits, "use_api_socket": .bool, "volumes": .list(.object(mount)),
            "post_start": .list(.object(hook)), "pre_stop": .list(.object(hook)),
            // What is left of it, where the base says nothing at all.
            "extends": .object(["file": .text, "service": .text]),
            // Folded into `environment` and `labels`; no field holds `pull_refresh_after`.
            "env_file": .hidden, "label_file": .hidden, "pull_refresh_after": .hidden,
        ]
        for name in ["profiles", "cap_add", "cap_drop", "device_cgroup_rules", "dns_opt", "external_links"]
            + ["group_add", "links", "security_opt", "volumes_from"]
        { forms[name] = .texts }
        for name in ["cgroup_parent", "cgroup", "cpuset", "container_name", "domainname", "hostname", "image", "ipc"]
            + ["isolation", "mac_address", "network_mode", "pid", "platform", "pull_policy", "restart", "runtime"]
            + ["stop_signal", "user", "userns_mode", "uts", "working_dir"]
        { forms[name] = .text }
        return forms
    }()

    static let fileGrant: [String: Form] = [
        "source": .text, "target": .text, "uid": .text, "gid": .text, "mode": .mode,
    ]
    static let device: [String: Form] = ["source": .text, "target": .text, "permissions": .text]
    static let gpu: [String: Form] = [
        "capabilities": .texts, "driver": .text, "count": .deviceCount, "device_ids": .texts, "options": .labels,
    ]
    static let hook: [String: Form] = [
        "command": .command, "user": .text, "privileged": .bool, "working_dir": .text, "environment": .environment,
    ]
    static let healthcheck: [String: Form] = [
        "test": .test, "timeout": .givenDuration, "interval": .givenDuration, "retries": .givenNatural,
        "start_period": .givenDuration, "start_interval": .givenDuration, "disable": .bool,
    ]
    static let attachment: [String: Form] = [
        "aliases": .texts, "driver_opts": .labels, "gw_priority": .integer, "interface_name": .text,
        "ipv4_address": .text, "ipv6_address": .text, "link_local_ips": .texts, "mac_address": .text,
        "priority": .integer,
    ]
    static let port: [String: Form] = [
        "name": .text, "mode": .text, "host_ip": .text, "target": .natural, "published": .text, "protocol": .text,
        "app_protocol": .text,
    ]
    static let mount: [String: Form] = [
        "type": .text, "source": .text, "target": .text, "read_only": .bool, "consistency": .text,
        "bind": .object(["selinux": .text, "propagation": .text, "create_host_path": .bool, "recursive": .text]),
        "volume": .object(["labels": .labels, "nocopy": .bool, "subpath": .text]),
        "tmpfs": .object(["size": .bytes, "mode": .natural]), "image": .object(["subpath": .text]),
    ]
    static let blkio: [String: Form] = {
        var forms: [String: Form] = [
            // The reference prints these keys in capitals: its fields have no names of their own for JSON.
            "weight": .natural,
            "weight_device": .list(
                .object(["path": .renamed("Path", .shownText), "weight": .renamed("Weight", .shownInteger)])),
        ]
        for name in ["device_read_bps", "device_read_iops", "device_write_bps", "device_write_iops"] {
            forms[name] = .list(
                .object(["path": .renamed("Path", .shownText), "rate": .renamed("Rate", .shownBytes)]))
        }
        return forms
    }()
    static let develop: [String: Form] = [
        "watch": .list(
            .object([
                "path": .shownText, "action": .shownText, "target": .text, "exec": .shownObject(hook),
                "include": .texts, "ignore": .texts, "initial_sync": .bool,
            ]))
    ]
    static let build: [String: Form] = [
        "context": .text, "dockerfile": .text, "dockerfile_inline": .text, "entitlements": .texts,
        "args": .environment, "provenance": .text, "sbom": .text, "ssh": .sshKeys, "labels": .labels,
        "cache_from": .textOrTexts, "cache_to": .textOrTexts, "no_cache": .bool, "additional_contexts": .labels,
        "pull": .bool, "extra_hosts": .hosts, "isolation": .text, "network": .text, "target": .text,
        "secrets": .list(.object(fileGrant)), "shm_size": .bytes, "tags": .textOrTexts,
        "ulimits": .ulimits, "platforms": .textOrTexts, "privileged": .bool,
    ]
}

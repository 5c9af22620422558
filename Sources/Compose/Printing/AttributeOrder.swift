/// The order in which the reference prints a model: attributes as compose-go 2.9.1 lists them in `types`, then extensions; then names that a file chooses.
enum AttributeOrder {
    /// The order of names that a file chooses.
    enum Names {
        /// JSON: by their bytes.
        case bytes
        /// YAML: ``NaturalOrder``.
        case natural
    }

    static func sorted(_ value: ComposeValue, by table: PathTable<[String]>?, names: Names) -> ComposeValue {
        switch value.content {
        case .list(let list): return value.with(.list(list.map { sorted($0, by: table?.items, names: names) }))
        case .mapping(let mapping):
            let places = Dictionary(
                (table?.value ?? []).enumerated().map { ($0.element, $0.offset) },
                uniquingKeysWith: { first, _ in first })
            let entries = mapping.entries.map { entry in
                ComposeMapping.Entry(
                    key: entry.key, keyPosition: entry.keyPosition,
                    value: sorted(
                        entry.value, by: entry.value.isExtension ? nil : table?.below(entry.key), names: names))
            }
            return value.with(
                .mapping(
                    ComposeMapping(
                        entries.sorted { left, right in
                            switch (places[left.key], places[right.key]) {
                            case (let first?, let second?): first < second
                            case (_?, nil): true
                            case (nil, _?): false
                            case (nil, nil):
                                names == .bytes ? left.key < right.key : NaturalOrder.isBefore(left.key, right.key)
                            }
                        })))
        default: return value
        }
    }

    /// Of the reference's JSON, in which the top is a mapping like any other.
    static let json = table(top: "")
    static let yaml = table(top: "name services networks volumes secrets configs models")

    private static func table(top names: String) -> PathTable<[String]> {
        let pairs = [("", names)] + named(top, below: "") + named(service, below: "services.*.")
        return PathTable(
            Dictionary(
                pairs.map { ($0.0, $0.1.split(separator: " ").map(String.init)) },
                uniquingKeysWith: { first, _ in first }))
    }

    private static func named(_ entries: [String: String], below path: String) -> [(String, String)] {
        entries.map { (($0.key.isEmpty ? String(path.dropLast()) : path + $0.key), $0.value) }
    }

    private static let file =
        "name file environment content external labels driver driver_opts template_driver"
    private static let top = [
        "networks.*":
            "name driver driver_opts ipam external internal attachable labels enable_ipv4 enable_ipv6",
        "networks.*.ipam": "driver config", "networks.*.ipam.config.*": "subnet gateway ip_range aux_addresses",
        "volumes.*": "name driver driver_opts external labels", "secrets.*": file, "configs.*": file,
        "models.*": "name model context_size runtime_flags",
    ]

    private static let grant = "source target uid gid mode"
    private static let hook = "command user privileged working_dir environment"
    private static let update = "parallelism delay failure_action monitor max_failure_ratio order"
    private static let resource = "cpus memory pids devices generic_resources"
    private static let device = "capabilities driver count device_ids options"
    private static let service = [
        "":
            "profiles annotations attach build develop blkio_config cap_add cap_drop cgroup_parent cgroup cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpus cpuset cpu_shares command configs container_name credential_spec depends_on deploy device_cgroup_rules devices dns dns_opt dns_search dockerfile domainname entrypoint provider environment env_file expose extends external_links extra_hosts group_add gpus hostname healthcheck image init ipc isolation labels label_file links logging log_driver log_opt mem_limit mem_reservation memswap_limit mem_swappiness mac_address models net network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform ports privileged pull_policy read_only restart runtime scale secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits use_api_socket user userns_mode uts volume_driver volumes volumes_from working_dir post_start pre_stop",
        "build":
            "context dockerfile dockerfile_inline entitlements args provenance sbom ssh labels cache_from cache_to no_cache additional_contexts pull extra_hosts isolation network target secrets shm_size tags ulimits platforms privileged",
        "build.secrets.*": grant, "build.ulimits.*": "single soft hard", "develop": "watch",
        "develop.watch.*": "path action target exec include ignore initial_sync", "develop.watch.*.exec": hook,
        "blkio_config":
            "weight weight_device device_read_bps device_read_iops device_write_bps device_write_iops",
        "blkio_config.*.*": "path weight rate", "configs.*": grant, "secrets.*": grant,
        "credential_spec": "config file registry", "depends_on.*": "condition restart required",
        "deploy":
            "mode replicas labels update_config rollback_config resources restart_policy placement endpoint_mode",
        "deploy.update_config": update, "deploy.rollback_config": update, "deploy.resources": "limits reservations",
        "deploy.resources.*": resource, "deploy.resources.*.devices.*": device,
        "deploy.resources.*.generic_resources.*": "discrete_resource_spec",
        "deploy.resources.*.generic_resources.*.discrete_resource_spec": "kind value",
        "deploy.restart_policy": "condition delay max_attempts window",
        "deploy.placement": "constraints preferences max_replicas_per_node", "deploy.placement.preferences.*": "spread",
        "devices.*": "source target permissions", "provider": "type options", "env_file.*": "path required format",
        "extends": "file service", "gpus.*": device,
        "healthcheck": "test timeout interval retries start_period start_interval disable",
        "logging": "driver options", "models.*": "endpoint_var model_var",
        "networks.*":
            "aliases driver_opts gw_priority interface_name ipv4_address ipv6_address link_local_ips mac_address priority",
        "ports.*": "name mode host_ip target published protocol app_protocol",
        "volumes.*": "type source target read_only consistency bind volume tmpfs image",
        "volumes.*.bind": "selinux propagation create_host_path recursive",
        "volumes.*.volume": "labels nocopy subpath", "volumes.*.tmpfs": "size mode", "volumes.*.image": "subpath",
        "ulimits.*": "single soft hard", "post_start.*": hook, "pre_stop.*": hook,
    ]
}

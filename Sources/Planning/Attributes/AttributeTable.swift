/// What becomes of every attribute of a Compose file. The documentation's table is written from it, a test demands that none is missing, and `lint` tells what is ignored.
public enum AttributeTable {
    public static let rows: [AttributeRow] = top + services + deploy + objects

    /// The row that an attribute follows: its own, else that of the nearest above it. `nil` for a path that is none.
    public static func row(of path: String) -> AttributeRow? {
        var path = path
        while true {
            if let row = byPath[path] { return row }
            guard let dot = path.lastIndex(of: ".") else { return nil }
            path = String(path[..<dot])
        }
    }

    /// In Markdown, for the documentation.
    public static var markdown: String {
        "| attribute | one host | several hosts |\n|---|---|---|\n"
            + rows.map { "| `\($0.path)` | \($0.oneHost.text) | \($0.cluster.text) |\n" }.joined()
    }

    private static let byPath = Dictionary(rows.map { ($0.path, $0) }) { first, _ in first }

    private static let top: [AttributeRow] = [
        AttributeRow("version", .ignored("obsolete")),
        AttributeRow("name", .mapped("the installation's name is the project's")),
        AttributeRow("include", .packed),
        AttributeRow("models", .refused("no model runner is brought along")),
    ]

    private static let noSwarm = AttributeFate.refused("Swarm has no such field")

    private static let services: [AttributeRow] = [
        AttributeRow("services.annotations", .mapped("engines below API 1.43 do not look at them"), noSwarm),
        AttributeRow("services.attach", .ignored("nobody is attached")),
        AttributeRow("services.blkio_config", .applied, noSwarm),
        AttributeRow("services.build", .packed),
        AttributeRow("services.build.additional_contexts", .refused("it needs BuildKit")),
        AttributeRow("services.build.secrets", .refused("it needs BuildKit")),
        AttributeRow("services.build.ssh", .refused("it needs BuildKit")),
        AttributeRow("services.build.cache_from", .ignored("the engine's own cache is used")),
        AttributeRow("services.build.cache_to", .ignored("the engine's own cache is used")),
        AttributeRow("services.build.entitlements", .ignored("the engine's own builder has none")),
        AttributeRow("services.build.isolation", .ignored("only Windows has it")),
        AttributeRow("services.build.platforms", .mapped("`platforms:` of valise.yaml says what is packed")),
        AttributeRow("services.build.privileged", .ignored("the engine's own builder has none")),
        AttributeRow("services.build.provenance", .ignored("no attestation is made")),
        AttributeRow("services.build.sbom", .ignored("no attestation is made")),
        AttributeRow("services.build.ulimits", .ignored("the builder's own count")),
        AttributeRow("services.cap_add", .applied),
        AttributeRow("services.cap_drop", .applied),
        AttributeRow("services.cgroup", .applied, noSwarm),
        AttributeRow("services.cgroup_parent", .applied, noSwarm),
        AttributeRow("services.command", .applied),
        AttributeRow("services.configs", .mapped("a file, mounted for reading, with owner and mode"), .applied),
        AttributeRow("services.container_name", .applied, .refused("Swarm names containers itself")),
        AttributeRow("services.cpu_count", .applied, noSwarm),
        AttributeRow("services.cpu_percent", .applied, noSwarm),
        AttributeRow("services.cpu_period", .applied, noSwarm),
        AttributeRow("services.cpu_quota", .applied, noSwarm),
        AttributeRow("services.cpu_rt_period", .applied, noSwarm),
        AttributeRow("services.cpu_rt_runtime", .applied, noSwarm),
        AttributeRow("services.cpu_shares", .applied, noSwarm),
        AttributeRow("services.cpus", .applied, .mapped("a limit of the task")),
        AttributeRow("services.cpuset", .applied, noSwarm),
        AttributeRow("services.credential_spec", .refused("only Windows has it")),
        AttributeRow(
            "services.depends_on", .mapped("the order of steps, and waits with a limit"),
            .mapped("the order of steps, and waits with a limit")),
        AttributeRow("services.develop", .ignored("nobody develops at a target")),
        AttributeRow("services.device_cgroup_rules", .applied, noSwarm),
        AttributeRow("services.devices", .applied, noSwarm),
        AttributeRow("services.dns", .applied),
        AttributeRow("services.dns_opt", .applied),
        AttributeRow("services.dns_search", .applied),
        AttributeRow("services.domainname", .applied, noSwarm),
        AttributeRow("services.entrypoint", .applied),
        AttributeRow("services.env_file", .mapped("its variables, with the answers filled in")),
        AttributeRow("services.environment", .applied),
        AttributeRow("services.expose", .applied, .ignored("on an overlay network every port is open")),
        AttributeRow("services.extends", .packed),
        AttributeRow("services.external_links", .applied, noSwarm),
        AttributeRow("services.extra_hosts", .applied),
        AttributeRow("services.gpus", .applied, .refused("Swarm has no GPU requests")),
        AttributeRow("services.group_add", .applied),
        AttributeRow("services.healthcheck", .applied),
        AttributeRow("services.hostname", .applied),
        AttributeRow("services.image", .mapped("pulled from the bundle, under its own name")),
        AttributeRow("services.init", .applied),
        AttributeRow("services.ipc", .applied, noSwarm),
        AttributeRow("services.isolation", .applied),
        AttributeRow("services.label_file", .mapped("its labels")),
        AttributeRow("services.labels", .applied),
        AttributeRow("services.links", .mapped("aliases on the service's networks"), noSwarm),
        AttributeRow("services.logging", .applied),
        AttributeRow("services.mac_address", .applied, noSwarm),
        AttributeRow("services.mem_limit", .applied, .mapped("a limit of the task")),
        AttributeRow("services.mem_reservation", .applied, .mapped("a reservation of the task")),
        AttributeRow("services.mem_swappiness", .applied, noSwarm),
        AttributeRow("services.memswap_limit", .applied, noSwarm),
        AttributeRow("services.models", .refused("no model runner is brought along")),
        AttributeRow("services.network_mode", .applied, .refused("a task shares no network with another")),
        AttributeRow("services.networks", .applied),
        AttributeRow("services.networks.gw_priority", .refused("engines below API 1.48 cannot")),
        AttributeRow("services.networks.interface_name", .refused("engines below API 1.49 cannot")),
        AttributeRow("services.networks.ipv4_address", .applied, .refused("Swarm gives addresses itself")),
        AttributeRow("services.networks.ipv6_address", .applied, .refused("Swarm gives addresses itself")),
        AttributeRow("services.networks.link_local_ips", .applied, .refused("Swarm gives addresses itself")),
        AttributeRow("services.networks.mac_address", .applied, noSwarm),
        AttributeRow("services.oom_kill_disable", .applied, noSwarm),
        AttributeRow("services.oom_score_adj", .applied, noSwarm),
        AttributeRow("services.pid", .applied, noSwarm),
        AttributeRow("services.pids_limit", .applied, .mapped("a limit of the task")),
        AttributeRow("services.platform", .mapped("the image of this platform is taken")),
        AttributeRow("services.ports", .applied),
        AttributeRow("services.ports.app_protocol", .ignored("a note for people")),
        AttributeRow("services.ports.host_ip", .applied, .refused("Swarm listens on all addresses")),
        AttributeRow("services.ports.mode", .mapped("on one host both modes are the same"), .applied),
        AttributeRow("services.ports.name", .ignored("a note for people")),
        AttributeRow("services.post_start", .mapped("a step behind every start"), noSwarm),
        AttributeRow("services.pre_stop", .mapped("a step before every stop"), noSwarm),
        AttributeRow("services.privileged", .applied, noSwarm),
        AttributeRow("services.profiles", .mapped("all are packed; `install --with NAME` activates one")),
        AttributeRow("services.provider", .refused("it is a program of the developer's machine")),
        AttributeRow("services.pull_policy", .mapped("always what was packed")),
        AttributeRow("services.pull_refresh_after", .mapped("always what was packed")),
        AttributeRow("services.read_only", .applied),
        AttributeRow("services.restart", .applied, .mapped("the task's restart policy")),
        AttributeRow("services.runtime", .applied, noSwarm),
        AttributeRow("services.scale", .mapped("so many containers"), .mapped("so many tasks")),
        AttributeRow("services.secrets", .mapped("a file, mounted for reading, with owner and mode"), .applied),
        AttributeRow("services.security_opt", .applied, .mapped("what Swarm's privileges can say")),
        AttributeRow("services.shm_size", .applied, .mapped("a tmpfs on /dev/shm")),
        AttributeRow("services.stdin_open", .applied),
        AttributeRow("services.stop_grace_period", .mapped("in whole seconds, rounded up"), .applied),
        AttributeRow("services.stop_signal", .applied),
        AttributeRow("services.storage_opt", .applied, noSwarm),
        AttributeRow("services.sysctls", .applied),
        AttributeRow("services.tmpfs", .applied, .mapped("a tmpfs mount")),
        AttributeRow("services.tty", .applied),
        AttributeRow("services.ulimits", .applied),
        AttributeRow("services.use_api_socket", .refused("credentials of the developer's machine would be needed")),
        AttributeRow("services.user", .applied),
        AttributeRow("services.userns_mode", .applied, noSwarm),
        AttributeRow("services.uts", .applied, noSwarm),
        AttributeRow("services.volumes", .mapped("configuration, data, or the host's: see the definition")),
        AttributeRow("services.volumes.bind.create_host_path", .mapped("a source of the host is never made")),
        AttributeRow("services.volumes.bind.recursive", .refused("engines below API 1.44 cannot, but for `enabled`")),
        AttributeRow("services.volumes.consistency", .ignored("only Docker Desktop looked at it")),
        AttributeRow("services.volumes.image", .refused("engines below API 1.48 cannot")),
        AttributeRow("services.volumes.volume.subpath", .refused("engines below API 1.45 cannot")),
        AttributeRow("services.volumes_from", .applied, .refused("tasks share no volumes by each other's name")),
        AttributeRow("services.working_dir", .applied),
    ]

    private static let deploy: [AttributeRow] = [
        AttributeRow("services.deploy", .applied),
        AttributeRow("services.deploy.endpoint_mode", .ignored("one host has no virtual addresses"), .applied),
        AttributeRow("services.deploy.labels", .ignored("labels of a Swarm service"), .applied),
        AttributeRow("services.deploy.mode", .mapped("`global` is one container; jobs are refused"), .applied),
        AttributeRow(
            "services.deploy.placement.constraints",
            .mapped("the host must have the labels, or the profile grants them"),
            .applied),
        AttributeRow("services.deploy.placement.max_replicas_per_node", .ignored("there is one host"), .applied),
        AttributeRow("services.deploy.placement.preferences", .ignored("there is one host"), .applied),
        AttributeRow("services.deploy.resources.reservations.cpus", .ignored("an engine reserves none"), .applied),
        AttributeRow(
            "services.deploy.resources.reservations.devices", .applied, .refused("Swarm has no GPU requests")),
        AttributeRow(
            "services.deploy.resources.reservations.generic_resources", .refused("they need a cluster"), .applied),
        AttributeRow("services.deploy.restart_policy.delay", .ignored("an engine has its own"), .applied),
        AttributeRow("services.deploy.restart_policy.window", .ignored("an engine has its own"), .applied),
        AttributeRow("services.deploy.rollback_config", .ignored("one host rolls nothing"), .applied),
        AttributeRow("services.deploy.update_config", .ignored("one host rolls nothing"), .applied),
    ]

    private static let objects: [AttributeRow] = [
        AttributeRow("networks", .applied),
        AttributeRow("networks.driver", .applied, .mapped("`bridge` becomes `overlay`")),
        AttributeRow("networks.enable_ipv4", .ignored("IPv4 between hosts is always there")),
        AttributeRow("networks.external", .mapped("a requirement on the target")),
        AttributeRow("volumes", .applied, .mapped("made where the task runs, which is then pinned")),
        AttributeRow("volumes.external", .mapped("a requirement on the target")),
        AttributeRow(
            "configs", .mapped("a file of the configuration"), .mapped("one of the cluster, named by its content")),
        AttributeRow("configs.external", .refused("nobody at the target has it")),
        AttributeRow("configs.labels", .ignored("nothing reads them")),
        AttributeRow("configs.template_driver", .refused("templates are filled in by `valise`")),
        AttributeRow(
            "secrets", .mapped("a file of the configuration"), .mapped("one of the cluster, named by its content")),
        AttributeRow("secrets.driver", .refused("nobody at the target has its plugin")),
        AttributeRow("secrets.driver_opts", .refused("nobody at the target has its plugin")),
        AttributeRow("secrets.external", .refused("nobody at the target has it")),
        AttributeRow("secrets.labels", .ignored("nothing reads them")),
        AttributeRow("secrets.template_driver", .refused("templates are filled in by `valise`")),
    ]
}

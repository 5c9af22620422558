import Vocabulary

/// One settled service → ``ComposeService``.
struct ServiceModeller {
    let findings: Findings
    let projectDirectory: AbsolutePath

    func service(_ entry: ComposeMapping.Entry, raw: ComposeValue?) -> ComposeService? {
        guard let name = ServiceName(entry.key) else {
            findings.error(
                "compose.name", at: entry.keyPosition, "`\(entry.key)` cannot be a service's name",
                expected: ServiceName.grammar)
            return nil
        }
        var service = ComposeService(name: name, position: entry.keyPosition)
        let value = entry.value
        service.positions = Dictionary(
            (raw?.mapping?.entries ?? []).map { ($0.key, $0.keyPosition) }, uniquingKeysWith: { $1 })
        basics(&service, value)
        process(&service, value, raw)
        network(&service, value)
        storage(&service, value, raw)
        security(&service, value)
        service.resources = resources(value)
        service.deploy = value["deploy"].map(deploy)
        if let deploy = service.deploy, deploy.replicas != nil, service.scale == nil { service.scale = deploy.replicas }
        if let valise = raw?["x-valise"] {
            service.valise = ValiseExtensionReader(findings: findings).read(valise, name)
        }
        service.extensions = Dictionary(
            (raw?.mapping?.entries ?? []).filter { $0.key.hasPrefix("x-") && $0.key != "x-valise" }
                .map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        return service
    }

    private func basics(_ service: inout ComposeService, _ value: ComposeValue) {
        service.imageText = value.text("image")
        if let text = service.imageText {
            service.image = ImageReference(text)
            if service.image == nil {
                findings.warn(
                    "compose.image", at: value["image"]?.position,
                    "`\(text)` in `services.\(service.name).image` is no image reference",
                    hint: "write [REGISTRY/]REPOSITORY[:TAG][@DIGEST]")
            }
        }
        service.build = value["build"].map(build)
        service.platform = value.text("platform")
        service.pullPolicy = value.text("pull_policy")
        service.profiles = value.texts("profiles")
        service.labels = value.pairs("labels")
        service.annotations = value.pairs("annotations")
        service.containerName = value.text("container_name")
        service.attach = value.flag("attach")
        service.scale = value.count("scale")
        service.provider = value["provider"]
        service.models = value["models"]
        service.develop = value["develop"]
        service.useAPISocket = value.flag("use_api_socket") ?? false
        service.credentialSpecification = value["credential_spec"]
        service.dependsOn = (value["depends_on"]?.mapping?.sorted.entries ?? []).compactMap { entry in
            guard let name = ServiceName(entry.key) else { return nil }
            return ComposeService.Dependency(
                service: name,
                condition: .init(rawValue: entry.value.text("condition") ?? "") ?? .started,
                restart: entry.value.flag("restart") ?? false, required: entry.value.flag("required") ?? false,
                position: entry.keyPosition)
        }
        service.restart = restart(value)
        service.logging = value["logging"].map {
            ComposeService.Logging(driver: $0.text("driver"), options: $0.pairs("options"), position: $0.position)
        }
    }

    private func restart(_ value: ComposeValue) -> ComposeService.Restart? {
        guard let text = value.text("restart") else { return nil }
        switch text {
        case "no": return .no
        case "always": return .always
        case "unless-stopped": return .unlessStopped
        default:
            let parts = text.split(separator: ":", maxSplits: 1)
            if parts.first == "on-failure" {
                if parts.count == 1 { return .onFailure(maximumRetries: nil) }
                if let retries = Int(parts[1]), retries >= 0 { return .onFailure(maximumRetries: retries) }
            }
            findings.warn(
                "compose.restart", at: value["restart"]?.position, "`\(text)` is no restart policy",
                hint: "write `no`, `always`, `unless-stopped` or `on-failure[:N]`")
            return nil
        }
    }

    private func process(_ service: inout ComposeService, _ value: ComposeValue, _ raw: ComposeValue?) {
        service.command = value["command"]?.list?.compactMap(\.string)
        service.entrypoint = value["entrypoint"]?.list?.compactMap(\.string)
        service.environment = value.variables("environment")
        service.environmentFiles = (raw?.items("env_file") ?? []).compactMap { item in
            guard let path = item["path"], let absolute = path.string.flatMap(AbsolutePath.init) else { return nil }
            return ComposeService.EnvironmentFile(
                path: absolute, relative: absolute.below(projectDirectory),
                required: item["required"].map(ServiceFiles.isTrue) ?? true, format: item.text("format"),
                position: path.position)
        }
        service.user = value.text("user")
        service.workingDirectory = value.text("working_dir")
        service.hostname = value.text("hostname")
        service.domainname = value.text("domainname")
        service.tty = value.flag("tty") ?? false
        service.stdinOpen = value.flag("stdin_open") ?? false
        service.initProcess = value.flag("init")
        service.stopSignal = value.text("stop_signal")
        service.stopGracePeriod = value.duration("stop_grace_period")
        service.postStart = value.items("post_start").map(hook)
        service.preStop = value.items("pre_stop").map(hook)
        service.healthcheck = value["healthcheck"].map { check in
            ComposeService.Healthcheck(
                test: check["test"]?.list?.compactMap(\.string), interval: check.duration("interval"),
                timeout: check.duration("timeout"), startPeriod: check.duration("start_period"),
                startInterval: check.duration("start_interval"), retries: check.count("retries"),
                isDisabled: check.flag("disable") ?? false, position: check.position)
        }
    }

    private func hook(_ value: ComposeValue) -> ComposeService.Hook {
        ComposeService.Hook(
            command: value.texts("command"), user: value.text("user"), privileged: value.flag("privileged") ?? false,
            workingDirectory: value.text("working_dir"), environment: value.variables("environment"),
            position: value.position)
    }

    private func network(_ service: inout ComposeService, _ value: ComposeValue) {
        service.ports = value.items("ports").compactMap { port in
            guard let target = port.number("target").flatMap({ UInt16(exactly: $0) }), target > 0 else {
                findings.error(
                    "compose.port", at: port.position, "a port of the service `\(service.name)` is out of range",
                    expected: "1 to 65535")
                return nil
            }
            return ComposeService.Port(
                target: target, published: port.text("published"), hostAddress: port.text("host_ip"),
                networkProtocol: port.text("protocol") ?? "tcp", mode: port.text("mode") ?? "ingress",
                name: port.text("name"), applicationProtocol: port.text("app_protocol"), position: port.position)
        }
        service.expose = value.texts("expose")
        service.networkMode = value.text("network_mode")
        service.networks = value.entries("networks").map { entry in
            ComposeService.NetworkAttachment(
                network: entry.key, aliases: entry.value.texts("aliases"), ipv4: entry.value.text("ipv4_address"),
                ipv6: entry.value.text("ipv6_address"), linkLocalAddresses: entry.value.texts("link_local_ips"),
                macAddress: entry.value.text("mac_address"), driverOptions: entry.value.pairs("driver_opts"),
                interfaceName: entry.value.text("interface_name"), priority: entry.value.count("priority") ?? 0,
                gatewayPriority: entry.value.count("gw_priority"), position: entry.keyPosition)
        }.sorted { ($1.priority, $0.network) < ($0.priority, $1.network) }
        service.links = value.texts("links")
        service.externalLinks = value.texts("external_links")
        service.extraHosts = value.texts("extra_hosts")
        service.dns = value.texts("dns")
        service.dnsOptions = value.texts("dns_opt")
        service.dnsSearch = value.texts("dns_search")
        service.macAddress = value.text("mac_address")
    }

    private func storage(_ service: inout ComposeService, _ value: ComposeValue, _ raw: ComposeValue?) {
        service.volumes = value.items("volumes").map(mount)
        service.volumesFrom = value.texts("volumes_from")
        service.tmpfs = value.texts("tmpfs")
        service.configs = value.items("configs").map(grant)
        service.secrets = value.items("secrets").map(grant)
        service.volumeDriver = value.text("volume_driver")
        service.storageOptions = value.pairs("storage_opt")
        service.devices = value.items("devices").map {
            ComposeService.Device(
                source: $0.text("source") ?? "", target: $0.text("target") ?? $0.text("source") ?? "",
                permissions: $0.text("permissions") ?? "rwm", position: $0.position)
        }
        service.deviceCgroupRules = value.texts("device_cgroup_rules")
        service.gpus = value.items("gpus").map(deviceRequest)
    }

    private func grant(_ value: ComposeValue) -> ComposeService.FileGrant {
        ComposeService.FileGrant(
            source: value.text("source") ?? "", target: value.text("target"), uid: value.text("uid"),
            gid: value.text("gid"), mode: value.text("mode").flatMap { Int($0, radix: 8) }, position: value.position)
    }

    private func mount(_ value: ComposeValue) -> ComposeService.Mount {
        let source = value["source"]
        let text = source?.string ?? ""
        let kind: ComposeService.Mount.Kind
        switch value.text("type") {
        case "bind":
            let bind = value["bind"]
            kind = .bind(
                ComposeService.Bind(
                    written: source?.written ?? text,
                    source: SourceLocator(projectDirectory: projectDirectory).locate(text, written: source?.written),
                    propagation: bind?.text("propagation"), createHostPath: bind?.flag("create_host_path") ?? false,
                    selinux: bind?.text("selinux"), recursive: bind?.text("recursive")))
        case "tmpfs":
            kind = .tmpfs(size: value["tmpfs"]?.bytes("size"), mode: value["tmpfs"]?.count("mode"))
        case "image": kind = .image(reference: text, subpath: value["image"]?.text("subpath"))
        case "cluster": kind = .cluster(source: text)
        case "npipe": kind = .npipe(source: text)
        default:
            var options = ComposeService.Mount.VolumeOptions()
            options.noCopy = value["volume"]?.flag("nocopy") ?? false
            options.subpath = value["volume"]?.text("subpath")
            options.labels = value["volume"]?.pairs("labels") ?? [:]
            options.selinux = value["bind"]?.text("selinux")
            kind = text.isEmpty ? .anonymousVolume(options) : .volume(key: text, options)
        }
        return ComposeService.Mount(
            kind: kind, target: value.text("target") ?? "", readOnly: value.flag("read_only") ?? false,
            consistency: value.text("consistency"), position: value.position)
    }

    private func security(_ service: inout ComposeService, _ value: ComposeValue) {
        service.privileged = value.flag("privileged") ?? false
        service.readOnly = value.flag("read_only") ?? false
        service.capabilitiesAdded = value.texts("cap_add")
        service.capabilitiesDropped = value.texts("cap_drop")
        service.securityOptions = value.texts("security_opt")
        service.groups = value.texts("group_add")
        service.pid = value.text("pid")
        service.ipc = value.text("ipc")
        service.uts = value.text("uts")
        service.usernsMode = value.text("userns_mode")
        service.cgroup = value.text("cgroup")
        service.cgroupParent = value.text("cgroup_parent")
        service.runtime = value.text("runtime")
        service.isolation = value.text("isolation")
        service.sysctls = value.pairs("sysctls")
        service.ulimits = ulimits(value)
    }

    func ulimits(_ value: ComposeValue) -> [ComposeService.Ulimit] {
        (value["ulimits"]?.mapping?.sorted.entries ?? []).map { entry in
            let single = entry.value.integer
            return ComposeService.Ulimit(
                name: entry.key, soft: single ?? entry.value.number("soft") ?? 0,
                hard: single ?? entry.value.number("hard") ?? 0)
        }
    }

    private func build(_ value: ComposeValue) -> ComposeService.Build {
        let context = value["context"]
        let text = context?.string ?? "."
        var build = ComposeService.Build(context: text, position: value.position)
        if !Paths.isRemoteContext(text) {
            build.contextLocation = SourceLocator(projectDirectory: projectDirectory).locate(
                text, written: context?.written)
        }
        build.dockerfile = value.text("dockerfile")
        build.dockerfileInline = value.text("dockerfile_inline")
        build.target = value.text("target")
        build.arguments = value.variables("args")
        build.labels = value.pairs("labels")
        build.network = value.text("network")
        build.tags = value.texts("tags")
        build.platforms = value.texts("platforms")
        build.extraHosts = value.texts("extra_hosts")
        build.shmSize = value.bytes("shm_size")
        build.noCache = value.flag("no_cache") ?? false
        build.pull = value.flag("pull") ?? false
        build.privileged = value.flag("privileged") ?? false
        build.secrets = value.items("secrets").map(grant)
        build.ssh = value.texts("ssh")
        build.cacheFrom = value.texts("cache_from")
        build.cacheTo = value.texts("cache_to")
        build.additionalContexts = value.pairs("additional_contexts")
        build.isolation = value.text("isolation")
        build.ulimits = ulimits(value)
        build.entitlements = value.texts("entitlements")
        return build
    }
}

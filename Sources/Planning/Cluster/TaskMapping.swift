import Vocabulary

/// A container of one host as a task of a cluster. What Swarm cannot express was refused while packing; what is mapped another way is in the table of attributes.
struct TaskMapping {
    let container: DesiredContainer
    let folders: InstallationFolders
    /// Configs and secrets that the cluster gives to the task: no mounts of it.
    let files: [GrantedFile]

    private var source: ContainerSpecification { container.specification }

    func taskContainer(image: ImageReference, labels: [String: String]) -> TaskContainer {
        var task = TaskContainer(image: image.description)
        task.labels = labels
        task.hostname = source.hostname
        task.environment = source.environment
        task.command = source.entrypoint
        task.arguments = source.command
        task.workingDirectory = source.workingDirectory
        task.user = source.user
        task.groups = source.host.groups
        task.tty = source.tty
        task.openStdin = source.openStdin
        task.readOnly = source.host.readonlyRootfs
        task.initProcess = source.host.initProcess
        task.stopSignal = source.stopSignal
        task.stopGracePeriod = source.stopTimeout.map { Int64($0) * 1_000_000_000 }
        task.healthcheck = source.healthcheck
        task.hosts = source.host.extraHosts.map { $0.compactMap(Self.hostsLine) }
        task.dns = nameServers
        task.mounts = mounts
        let secrets = files.filter { $0.grant.kind == .secret }
        // Their IDs are the cluster's to give.
        task.secrets =
            secrets.isEmpty
            ? nil : secrets.map { TaskContainer.SecretReference(id: "", name: $0.file.name, file: $0.target) }
        let configs = files.filter { $0.grant.kind == .config }
        task.configs =
            configs.isEmpty
            ? nil : configs.map { TaskContainer.ConfigReference(id: "", name: $0.file.name, file: $0.target) }
        task.capabilitiesAdded = source.host.capabilitiesAdded
        task.capabilitiesDropped = source.host.capabilitiesDropped
        task.sysctls = source.host.sysctls
        task.ulimits = source.host.ulimits
        task.oomScoreAdjustment = source.host.oomScoreAdjustment
        task.isolation = source.host.isolation
        return task
    }

    /// `NAME:ADDRESS` of containers is `ADDRESS NAME` of tasks; an IPv6 address has colons itself.
    private static func hostsLine(_ entry: String) -> String? {
        guard let colon = entry.firstIndex(of: ":") else { return nil }
        return "\(entry[entry.index(after: colon)...]) \(entry[..<colon])"
    }

    private var nameServers: TaskContainer.NameServers? {
        guard source.host.dns != nil || source.host.dnsSearch != nil || source.host.dnsOptions != nil else {
            return nil
        }
        var servers = TaskContainer.NameServers()
        servers.servers = source.host.dns
        servers.search = source.host.dnsSearch
        servers.options = source.host.dnsOptions
        return servers
    }

    // MARK: Mounts

    /// Tasks know the long form alone.
    private var mounts: [HostConfiguration.Mount]? {
        var result = (source.host.binds ?? []).map(mount)
        result += (source.host.mounts ?? []).map(resolved)
        result += (source.host.tmpfs ?? [:]).sorted { $0.key < $1.key }.map { Self.tmpfs(at: $0.key, $0.value) }
        let kept = Set(files.compactMap { path(of: $0.grant.source) })
        result = result.filter { mount in !(mount.source.map { kept.contains($0) } ?? false) }
        return result.isEmpty ? nil : result
    }

    /// `SOURCE:TARGET[:OPTIONS]`.
    private func mount(_ bind: String) -> HostConfiguration.Mount {
        let parts = bind.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let options = parts.count > 2 ? parts[2].split(separator: ",").map(String.init) : []
        let target = parts.count > 1 ? parts[1] : ""
        var mount: HostConfiguration.Mount
        if let path = path(of: parts[0]) {
            mount = HostConfiguration.Mount(type: "bind", source: path, target: target)
            let propagation = options.first { Self.propagations.contains($0) }
            mount.bind = propagation.map { HostConfiguration.Mount.Bind(propagation: $0) }
        } else {
            mount = HostConfiguration.Mount(type: "volume", source: parts[0], target: target)
            if options.contains("nocopy") {
                var volume = HostConfiguration.Mount.Volume()
                volume.noCopy = true
                mount.volume = volume
            }
        }
        mount.readOnly = options.contains("ro") ? true : nil
        return mount
    }

    private func resolved(_ mount: HostConfiguration.Mount) -> HostConfiguration.Mount {
        guard mount.type == "bind", let source = mount.source, let path = path(of: source) else { return mount }
        var result = mount
        result.source = path
        return result
    }

    /// The path on the host; `nil` for the name of a volume.
    private func path(of source: String) -> String? {
        if source.hasPrefix("/") { return source }
        if source.hasPrefix(BindSource.data) {
            let rest = String(source.dropFirst(BindSource.data.count))
            return (RelativePath(rest).map(folders.data.appending) ?? folders.data).rawValue
        }
        guard source.hasPrefix(BindSource.configuration) else { return nil }
        let rest = String(source.dropFirst(BindSource.configuration.count))
        return (RelativePath(rest).map(folders.configuration.appending) ?? folders.configuration).rawValue
    }

    private static let propagations: Set = ["rprivate", "private", "rshared", "shared", "rslave", "slave"]

    /// `size=64m,mode=1777`: what else `tmpfs(5)` takes has no place in a task.
    private static func tmpfs(at target: String, _ options: String) -> HostConfiguration.Mount {
        var mount = HostConfiguration.Mount(type: "tmpfs", target: target)
        var settings = HostConfiguration.Mount.Tmpfs()
        for option in options.split(separator: ",") {
            let words = option.split(separator: "=", maxSplits: 1).map(String.init)
            switch (words.first, words.last) {
            case ("size", let text?): settings.size = bytes(text)
            case ("mode", let text?): settings.mode = Int(text, radix: 8)
            case ("ro", _): mount.readOnly = true
            default: break
            }
        }
        if settings.size != nil || settings.mode != nil { mount.tmpfs = settings }
        return mount
    }

    /// `64m`: tmpfs(5) knows `k`, `m` and `g`.
    private static func bytes(_ text: String) -> Int64? {
        let units: [Character: Int64] = ["k": 1 << 10, "m": 1 << 20, "g": 1 << 30]
        let unit = text.last.flatMap { units[Character($0.lowercased())] }
        guard let number = Int64(unit == nil ? text : String(text.dropLast())) else { return nil }
        let (product, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
        return overflow ? nil : product
    }
}

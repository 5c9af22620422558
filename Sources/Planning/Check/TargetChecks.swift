import Vocabulary

/// The checks of one host that need no answer.
struct TargetChecks {
    let facts: HostFacts
    let context: CheckContext

    var machine: MachineFacts { facts.machine }
    var engine: EngineFacts? {
        if case .reached(let engine) = facts.engine { engine } else { nil }
    }
    var requirements: ApplicationDescription.Requirements {
        context.manifest?.application.requirements ?? .init()
    }

    static func hosts(_ count: Int, _ profile: Profile?, isBundled: Bool = true) -> Finding {
        let least = profile?.minimumHosts ?? 1
        // Without any bundle nobody says how many it should be.
        let most = profile?.maximumHosts ?? (isBundled ? 1 : max(1, count))
        let needed = least == most ? counted(least) : "\(least) to \(counted(most))"
        guard count < least || count > most else { return .passed(counted(count), needed: needed) }
        return .failed(
            counted(count), needed: needed,
            remedy: "use another profile with `--profile`, or name the hosts with `--hosts`")
    }

    /// What the bundle builds on; `nil` where it stands alone.
    static func applications(_ context: CheckContext) -> Finding? {
        guard let uses = context.manifest?.application.uses, !uses.isEmpty else { return nil }
        let needed = uses.map { "`\($0)`" }.joined(separator: ", ") + " installed"
        let missing = uses.filter { !context.applications.contains($0) }
        guard !missing.isEmpty else { return .passed("all of them are", needed: needed) }
        let names = missing.map { "`\($0)`" }.joined(separator: ", ")
        return .failed(
            "\(names) \(missing.count == 1 ? "is" : "are") not", needed: needed,
            remedy:
                "install \(missing.count == 1 ? "it" : "them") first: `valise install BUNDLE`; `valise list` shows what is there"
        )
    }

    private static func counted(_ count: Int) -> String { count == 1 ? "1 host" : "\(count) hosts" }

    /// `nil` for checks of the second look.
    func finding(_ id: CheckID) -> Finding? {
        switch id {
        case .engineReachable: reachable()
        case .engineVersion: withEngine("a version of the engine", version)
        case .engineFiles: withEngine("the engine sees files of the state folder", files)
        case .storageDriver: withEngine("a storage driver that shares layers", storageDriver)
        case .platform: platform()
        case .kernel: kernel()
        case .cgroupMemory: withEngine("memory limits work", { memoryLimits($0, isAsked: false) })
        case .memory: memory()
        case .cpus: cpus()
        case .power: machine.power.map(Self.power)
        case .clock: clock()
        case .stateWritable: stateWritable()
        case .stateFsync: stateFsync()
        case .diskState: diskState()
        case .diskEngine: withEngine("room for the images", diskEngineBeforeAnswers)
        // Of several hosts together: `ClusterChecks`.
        case .clocks, .swarm, .clusterMachines, .clusterEngines, .clusterPorts, .pathMTU, .ipvs, .clusterPools: nil
        case .hosts, .applications, .ports, .addressPools, .binds, .namesContainers, .namesNetworks, .namesVolumes,
            .namesTags:
            nil
        }
    }

    private func withEngine(_ needed: String, _ judge: (EngineFacts) -> Finding) -> Finding {
        engine.map(judge) ?? .skipped("no engine was reached", needed: needed)
    }

    private func reachable() -> Finding {
        switch facts.engine {
        case .reached(let engine):
            return .passed("\(engine.product) \(engine.version) at \(engine.address)", needed: "an engine that answers")
        case .failed(let address, let reason, let hint):
            let start = "start it with `systemctl start docker`, or name another with `--engine URL`"
            let remedy =
                reason.containsIgnoringCase("permission denied")
                    || reason.containsIgnoringCase("may not use the socket")
                ? "run this as root, or as a member of the group `docker`"
                // What is behind a network is not started from here.
                : address.hasPrefix("unix:") ? start : hint ?? start
            return .failed("\(address): \(reason)", needed: "an engine that answers", remedy: remedy)
        }
    }

    private func version(_ engine: EngineFacts) -> Finding {
        let asked = requirements.engine
        let needed = asked.map { "\($0), and API 1.41 or newer" } ?? "API 1.41 or newer (Docker 20.10)"
        let found = "\(engine.product) \(engine.version), API \(engine.apiVersion)"
        let remedy = "install a newer engine"
        guard let least = Version("1.41"), let api = Version(engine.apiVersion), api >= least else {
            return .failed(found, needed: needed, remedy: remedy)
        }
        // Podman counts its versions otherwise: what it can do is what its API says.
        guard engine.product == "docker", let asked else { return .passed(found, needed: needed) }
        guard let range = VersionRange(asked) else {
            return .failed(
                "the bundle asks for `\(asked)`, which is no range of versions", needed: VersionRange.grammar)
        }
        guard let version = Version(engine.version), range.contains(version) else {
            return .failed(found, needed: needed, remedy: remedy)
        }
        return .passed(found, needed: needed)
    }

    private func files(_ engine: EngineFacts) -> Finding {
        let needed = "the engine sees files of \(machine.stateDirectory.path)"
        switch engine.seesFiles {
        case .seen: return .passed("a file was read back through a container", needed: needed)
        case .notTried: return .skipped("not tried yet: that makes a container", needed: needed)
        case .notSeen(let reason):
            return .warning(
                reason + "; configuration and data go into volumes of the engine", needed: needed,
                remedy:
                    "to have them as folders here, use an engine on this machine, or a folder that it shares with `--state-dir DIR`"
            )
        case .seenByOthers(let reason):
            return .passed(
                "a file was read back through a container; \(reason): configuration and data go into volumes of the engine",
                needed: needed)
        case .failed(let reason):
            return .failed(
                reason, needed: needed,
                remedy: "use an engine on this machine, or a folder that it shares with `--state-dir DIR`")
        }
    }

    private func storageDriver(_ engine: EngineFacts) -> Finding {
        let needed = "a storage driver that shares layers"
        switch engine.storageDriver {
        case "vfs":
            return .warning(
                "vfs, which copies every layer in full: slow, and many times the space", needed: needed,
                remedy: "use overlay2 on ext4 or xfs (`storage-driver` in /etc/docker/daemon.json)")
        // The good one of Podman has the name of an old one of Docker.
        case "overlay" where engine.product == "podman": return .passed("overlay", needed: needed)
        case "devicemapper", "aufs", "overlay":
            return .warning(
                "\(engine.storageDriver), which newer engines no longer have", needed: needed,
                remedy: "move to overlay2 before the engine is upgraded")
        case let driver: return .passed(driver, needed: needed)
        }
    }

    /// Whether something of what was packed can run here.
    var isOfAnImagesPlatform: Bool {
        let host = engine?.platform ?? machine.platform
        return context.manifest?.platforms.contains { $0.runs(on: host) } ?? true
    }

    private func platform() -> Finding {
        let host = engine?.platform ?? machine.platform
        guard let platforms = context.manifest?.platforms else {
            return .passed(host.description, needed: "any platform")
        }
        let needed = "one of " + platforms.map(\.description).joined(separator: ", ")
        return isOfAnImagesPlatform
            ? .passed(host.description, needed: needed)
            : .failed(
                host.description, needed: needed,
                remedy: "pack the bundle again with `--platform \(host.normalized)`")
    }

    private func kernel() -> Finding {
        var needed = ["bridge", "veth", "nf_nat"]
        if engine?.storageDriver.hasPrefix("overlay") == true { needed.append("overlay") }
        let text = "the kernel features " + needed.joined(separator: ", ")
        if isElsewhere { return .skipped("not looked at: the engine runs on another machine", needed: text) }
        let missing = needed.filter { machine.kernelFeatures[$0] == false }
        if !missing.isEmpty {
            return .failed(
                "\(machine.kernel) without " + missing.joined(separator: ", "), needed: text,
                remedy: "`modprobe -a \(missing.joined(separator: " "))`, or a kernel that has them")
        }
        guard needed.contains(where: { machine.kernelFeatures[$0] != nil }) else {
            return .skipped("\(machine.kernel): its features could not be found out", needed: text)
        }
        return .passed(machine.kernel, needed: text)
    }

    func memoryLimits(_ engine: EngineFacts, isAsked: Bool) -> Finding {
        let needed = isAsked ? "memory limits work: services set them" : "memory limits work"
        let version = isElsewhere ? "where the engine runs" : "cgroup version \(machine.cgroup.version)"
        if engine.memoryLimit, isElsewhere || machine.cgroup.memoryController {
            return .passed(version, needed: needed)
        }
        let found = "\(version) without the memory controller"
        let remedy = "add `cgroup_enable=memory` to the kernel's command line and start again"
        return isAsked
            ? .failed(found, needed: needed, remedy: remedy) : .warning(found, needed: needed, remedy: remedy)
    }

    private func memory() -> Finding {
        guard let total = isElsewhere ? engine?.memory : machine.memoryTotal else {
            return .skipped("could not be found out", needed: requirements.memory.map { "\($0)" } ?? "any")
        }
        let available = isElsewhere ? nil : machine.memoryAvailable
        let found =
            "\(total) in all" + (isElsewhere ? ", where the engine runs" : "")
            + (available.map { ", \($0) free" } ?? "")
        guard let asked = requirements.memory else { return .passed(found, needed: "any") }
        // A machine sold with 4 GiB shows a little less: the kernel and the firmware keep some of it. A sixteenth is forgiven.
        if total.bytes < asked.bytes - asked.bytes / 16 {
            return .failed(found, needed: "\(asked) in all", remedy: "add memory")
        }
        if let available, available < asked {
            return .warning(found, needed: "\(asked) in all, and so much free", remedy: "stop what else runs there")
        }
        return .passed(found, needed: "\(asked) in all")
    }

    private func cpus() -> Finding {
        guard let count = isElsewhere ? engine?.cpus : machine.cpus else {
            return .skipped("could not be found out", needed: requirements.cpus.map { "\($0)" } ?? "any")
        }
        let found = "\(count)" + (isElsewhere ? ", where the engine runs" : "")
        guard let asked = requirements.cpus else { return .passed(found, needed: "any") }
        return count >= asked
            ? .passed(found, needed: "\(asked)")
            : .failed(found, needed: "\(asked)", remedy: "use a machine with more processors")
    }

    private var isElsewhere: Bool { engine?.isElsewhere ?? false }

    /// It runs all the same, until it does not: a warning.
    private static func power(_ power: PowerFacts) -> Finding {
        let needed = "as much power and cooling as it asks for"
        let past = power.sinceStart.filter { !power.now.contains($0) }
        guard !power.now.isEmpty || !past.isEmpty else {
            return .passed("nothing was amiss since the start", needed: needed)
        }
        var parts: [String] = []
        if !power.now.isEmpty { parts.append(power.now.map(\.words).joined(separator: ", ")) }
        if !past.isEmpty { parts.append("earlier since the start: " + past.map(\.words).joined(separator: ", ")) }
        let isWeak = (power.now + past).contains(.underVoltage)
        return .warning(
            parts.joined(separator: "; "), needed: needed,
            remedy: isWeak
                ? "use the board's own power supply and a short cable, and draw less over USB; `vcgencmd get_throttled` shows it"
                : "cool it; `vcgencmd get_throttled` and `vcgencmd measure_temp` show it")
    }

    /// An hour is forgiven: a laptop that carries the bundle may be a little ahead.
    private func clock() -> Finding {
        let found = Timestamp(machine.clock).description
        guard let created = context.manifest?.created else { return .passed(found, needed: "any time") }
        let needed = "not before the bundle's time, \(Timestamp(created))"
        return machine.clock + 3600 >= created
            ? .passed(found, needed: needed)
            : .failed(found, needed: needed, remedy: "set it with `date -u -s @\(created)` or to the right time")
    }

    private func stateWritable() -> Finding {
        let path = machine.stateDirectory.path
        let needed = "\(path) can be written"
        guard let failure = machine.stateDirectory.failure else { return .passed("\(path)", needed: needed) }
        return .failed(failure, needed: needed, remedy: "run this as root, or name a folder with `--state-dir DIR`")
    }

    private func stateFsync() -> Finding {
        let limit = 100.0
        let needed = "a small write is on the disk in \(Int(limit)) ms"
        guard let time = machine.stateDirectory.fsyncMilliseconds else {
            return .skipped("could not be measured", needed: needed)
        }
        let found = "\((time * 10).rounded() / 10) ms"
        return time <= limit
            ? .passed(found, needed: needed)
            : .warning(
                found, needed: needed,
                remedy: "every step will be slow: put the state folder on a faster disk with `--state-dir DIR`")
    }

    /// Space that the definition asks for counts where its data lies: in our data folders if it has any, else with the engine, in volumes.
    var dataInState: ByteCount {
        context.manifest?.dataFolders.isEmpty == false ? requirements.disk ?? .zero : .zero
    }
    var dataInEngine: ByteCount {
        context.manifest?.dataFolders.isEmpty == false ? .zero : requirements.disk ?? .zero
    }

    /// Ledger, configuration and logs of ours, data, and a bundle that is kept.
    private var neededInState: ByteCount {
        dataInState + ByteCount(64 << 20) + (context.kept[facts.name] ?? .zero)
    }

    private func diskState() -> Finding {
        let needed = neededInState
        let text = "\(needed) free in \(machine.stateDirectory.path)"
        guard let free = machine.stateDirectory.free?.size else {
            return .skipped("could not be found out", needed: text)
        }
        return free >= needed
            ? .passed("\(free) free", needed: text)
            : .failed("\(free) free", needed: text, remedy: "free space, or name another folder with `--state-dir DIR`")
    }

    /// Before the Compose profiles are known, images of all of them count: too little is then only a warning.
    private func diskEngineBeforeAnswers(_ engine: EngineFacts) -> Finding {
        var finding = diskEngine(engine, images: context.manifest?.images ?? [])
        if finding.outcome == .failed { finding.outcome = .warning }
        return finding
    }

    /// What a manager's journal takes from its first moment on: a segment and the next one, reserved ahead (etcd, `wal.SegmentSizeBytes`, 64,000,000 bytes; measured on
    /// docker 20.10).
    private static let managerJournal = ByteCount(2 * 64_000_000)

    func diskEngine(_ engine: EngineFacts, images: [BundledImage]) -> Finding {
        let missing = MissingContent(of: images, in: engine)
        let isNewManager = context.managers.contains(facts.name) && !engine.isSwarmManager
        // The two may share a disk, as on most machines: then they need it together.
        let shared = engine.rootFree?.fileSystem == machine.stateDirectory.free?.fileSystem ? neededInState : .zero
        let needed =
            missing.space(in: engine) + dataInEngine + (isNewManager ? Self.managerJournal : .zero) + shared
        let text = "\(needed) free in \(engine.rootDirectory)"
        let detail =
            (missing.images == 0
                ? "all \(images.count) images are there" : "\(missing.images) of \(images.count) images are missing")
            + (isNewManager ? ", and a manager of the cluster keeps \(Self.managerJournal) beside them" : "")
            + (shared > .zero ? "; \(machine.stateDirectory.path) is on the same disk and needs \(shared)" : "")
        guard let free = engine.rootFree?.size else {
            return .skipped("could not be found out; \(detail)", needed: text)
        }
        return free >= needed
            ? .passed("\(free) free, \(detail)", needed: text)
            : .failed(
                "\(free) free, \(detail)", needed: text,
                remedy: "free space there, for example with `docker image prune -a`")
    }
}

extension PowerFacts.Trouble {
    fileprivate var words: String {
        switch self {
        case .underVoltage: "too little voltage"
        case .frequencyCapped: "slowed down"
        case .throttled: "throttled"
        case .hot: "too hot"
        }
    }
}

extension String {
    fileprivate func containsIgnoringCase(_ other: String) -> Bool { lowercased().contains(other) }
}

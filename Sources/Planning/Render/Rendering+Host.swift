import Compose
import Vocabulary

/// The part of a container that is the engine's `HostConfig`, without ports, mounts and networks.
extension Rendering {
    mutating func host(of service: ComposeService) -> HostConfiguration {
        var host = HostConfiguration()
        host.restartPolicy = restartPolicy(of: service)
        host.privileged = service.privileged ? true : nil
        host.readonlyRootfs = service.readOnly ? true : nil
        host.initProcess = service.initProcess
        host.capabilitiesAdded = Self.list(service.capabilitiesAdded)
        host.capabilitiesDropped = Self.list(service.capabilitiesDropped)
        secure(service, &host)
        host.groups = Self.list(service.groups)
        host.dns = Self.list(service.dns)
        host.dnsOptions = Self.list(service.dnsOptions)
        host.dnsSearch = Self.list(service.dnsSearch)
        // The engine separates by a colon, which an IPv6 address may follow.
        host.extraHosts = Self.list(service.extraHosts.map(Self.hostEntry))
        host.utsMode = service.uts
        host.usernsMode = service.usernsMode
        host.cgroupnsMode = service.cgroup
        host.cgroupParent = service.cgroupParent
        host.runtime = service.runtime
        host.isolation = service.isolation
        host.logging = logging(of: service)
        host.sysctls = service.sysctls.isEmpty ? nil : service.sysctls
        host.storageOptions = service.storageOptions.isEmpty ? nil : service.storageOptions
        host.ulimits = Self.list(
            service.ulimits.map { HostConfiguration.ResourceLimit(name: $0.name, soft: $0.soft, hard: $0.hard) })
        host.devices = Self.list(
            service.devices.map {
                HostConfiguration.Device(
                    pathOnHost: $0.source, pathInContainer: $0.target, permissions: $0.permissions)
            })
        host.deviceCgroupRules = Self.list(service.deviceCgroupRules)
        host.deviceRequests = Self.list(
            (service.gpus + (service.deploy?.reservations?.devices ?? [])).map(Self.deviceRequest))
        limit(service, &host)
        for device in service.devices {
            if let path = AbsolutePath(device.source) { require(path, for: service.name) }
        }
        return host
    }

    private static func list<Element>(_ elements: [Element]) -> [Element]? { elements.isEmpty ? nil : elements }

    private static func hostEntry(_ entry: String) -> String {
        guard let separator = entry.firstIndex(where: { $0 == "=" || $0 == ":" }) else { return entry }
        var address = entry[entry.index(after: separator)...]
        if address.hasPrefix("["), address.hasSuffix("]") { address = address.dropFirst().dropLast() }
        return entry[..<separator] + ":" + address
    }

    /// `deploy.restart_policy` counts before `restart`, as with Docker Compose, which does not look at `delay` and `window`.
    private mutating func restartPolicy(of service: ComposeService) -> HostConfiguration.RestartPolicy? {
        if let policy = service.deploy?.restartPolicy {
            switch policy.condition {
            case "none", "no": return .init(name: "no")
            case "on-failure": return .init(name: "on-failure", maximumRetryCount: policy.maximumAttempts)
            case "unless-stopped": return .init(name: "unless-stopped")
            default:
                if policy.maximumAttempts != nil {
                    refuse(
                        "render.unsupported", at: service.deploy?.position,
                        "service `\(service.name)` limits `restart_policy.max_attempts`, which an engine takes only with `condition: on-failure`",
                        hint: "use `condition: on-failure`, or take `max_attempts` away")
                }
                return .init(name: "always")
            }
        }
        switch service.restart {
        case nil: return nil
        case .no: return .init(name: "no")
        case .always: return .init(name: "always")
        case .unlessStopped: return .init(name: "unless-stopped")
        case .onFailure(let retries): return .init(name: "on-failure", maximumRetryCount: retries)
        }
    }

    private func logging(of service: ComposeService) -> HostConfiguration.LogConfiguration? {
        if let logging = service.logging {
            return .init(type: logging.driver ?? "", options: logging.options)
        }
        return request.profile?.logging.map { .init(type: $0.driver, options: $0.options) }
    }

    private static func deviceRequest(_ request: ComposeService.DeviceRequest) -> HostConfiguration.DeviceRequest {
        var result = HostConfiguration.DeviceRequest()
        result.driver = request.driver
        result.count = request.count
        result.deviceIDs = list(request.deviceIDs)
        result.capabilities = request.capabilities.isEmpty ? nil : [request.capabilities]
        result.options = request.options.isEmpty ? nil : request.options
        return result
    }

    /// `deploy.resources` counts before the older attributes.
    private func limit(_ service: ComposeService, _ host: inout HostConfiguration) {
        let older = service.resources
        let limits = service.deploy?.limits
        host.memory = limits?.memory ?? older.memoryLimit
        host.memoryReservation = service.deploy?.reservations?.memory ?? older.memoryReservation
        host.memorySwap = older.memorySwapLimit
        host.memorySwappiness = older.memorySwappiness
        host.shmSize = older.shmSize
        host.nanoCPUs = (limits?.cpus ?? older.cpus).map { Int64(($0 * 1_000_000_000).rounded()) }
        host.cpuCount = older.cpuCount
        host.cpuPercent = older.cpuPercent.map { Int64($0) }
        host.cpuShares = older.cpuShares
        host.cpuPeriod = older.cpuPeriod
        host.cpuQuota = older.cpuQuota
        host.cpuRealtimePeriod = older.cpuRealtimePeriod
        host.cpuRealtimeRuntime = older.cpuRealtimeRuntime
        host.cpuset = older.cpuset
        host.pidsLimit = limits?.pids ?? older.pidsLimit
        host.oomKillDisable = older.oomKillDisable ? true : nil
        host.oomScoreAdjustment = older.oomScoreAdjustment.map { Int($0) }
        if let blockIO = older.blockIO { Self.limit(blockIO, &host) }
        host.annotations = service.annotations.isEmpty ? nil : service.annotations
    }

    private static func limit(_ given: ComposeService.BlockIO, _ host: inout HostConfiguration) {
        func rates(_ amounts: [ComposeService.DeviceAmount]) -> [HostConfiguration.DeviceRate]? {
            amounts.isEmpty ? nil : amounts.map { .init(path: $0.path, rate: $0.amount) }
        }
        host.blkioWeight = given.weight
        host.blkioWeightDevices =
            given.weightDevices.isEmpty ? nil : given.weightDevices.map { .init(path: $0.path, weight: $0.amount) }
        host.blkioReadBytes = rates(given.readBytes)
        host.blkioWriteBytes = rates(given.writeBytes)
        host.blkioReadOperations = rates(given.readOperations)
        host.blkioWriteOperations = rates(given.writeOperations)
    }

    /// A seccomp profile is a file of the definition and is sent by value; `systempaths=unconfined` is two empty lists of the API (docker/cli, `parseSystemPaths`).
    private mutating func secure(_ service: ComposeService, _ host: inout HostConfiguration) {
        var options: [String] = []
        let position = service.positions["security_opt"] ?? service.position
        for option in service.securityOptions {
            let parts = option.split(maxSplits: 1, whereSeparator: { $0 == "=" || $0 == ":" }).map(String.init)
            switch (parts.first, parts.count == 2 ? parts[1] : nil) {
            case ("systempaths", "unconfined"):
                host.maskedPaths = []
                host.readonlyPaths = []
            case ("seccomp", let profile?)
            where profile != "unconfined" && profile != "builtin" && !profile.hasPrefix("{"):
                guard let text = seccomp(profile, service, position) else { continue }
                options.append("seccomp=" + text)
            default: options.append(option)
            }
        }
        host.securityOptions = Self.list(options)
    }

    private mutating func seccomp(_ file: String, _ service: ComposeService, _ position: SourcePosition) -> String? {
        let path = ComposeLoader.bundleName(of: AbsolutePath(file, relativeTo: ComposeLoader.definitionDirectory))
        do {
            if let path, let bytes = try files.bytes(of: path), let text = String(validating: bytes, as: UTF8.self) {
                return text
            }
            refuse(
                "render.source-missing", at: position,
                "service `\(service.name)` names the seccomp profile `\(file)`, which is no text file of the bundle",
                expected: "a file below the definition")
        } catch {
            problems += error.all
        }
        return nil
    }
}

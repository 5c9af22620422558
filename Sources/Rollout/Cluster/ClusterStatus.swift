import EngineClient
import HostAccess
public import Ledger
public import Planning
public import Vocabulary

/// How an installation is on its hosts.
public struct ClusterStatus: Hashable, Sendable {
    public var installation: InstallationName
    public var application: ApplicationName
    public var version: Version
    public var release: Int
    /// What was begun and not ended.
    public var unfinished: String?
    public var open: String?
    public var hosts: [Host]
    public var services: [Service]
    /// Why the cluster cannot be asked, where no manager speaks for it (`cluster.none`, `cluster.no-leader`): services are then counted by their containers on the hosts that can be reached.
    public var trouble: Problem?
    /// `unhealthy` as soon as one service or host is, or the cluster cannot be asked.
    public var health: InstallationStatus.Health {
        guard trouble == nil else { return .unhealthy }
        return max(services.map(\.health).max() ?? .healthy, hosts.map(\.health).max() ?? .healthy)
    }

    public struct Host: Hashable, Sendable {
        public var name: HostName
        /// The cluster's word: `ready`, `down`, `unknown`; `unreachable` where there is no way to it from here, `not joined`.
        public var state: String
        public var role: TargetHost.Role
        public var isLeader: Bool
        /// Why it is as it is, where something is wrong, and what to do.
        public var reason: String?
        public var hint: String?
        public var health: InstallationStatus.Health
    }

    public struct Service: Hashable, Sendable {
        public var name: ServiceName
        public var image: String
        public var kind: Placement.Assignment.Kind
        public var desired: Int
        public var running: Int
        public var health: InstallationStatus.Health
        public var tasks: [ServiceTask]
        /// Of the last task that failed.
        public var lastError: String?
        /// Why it is as it is, where something is wrong, and what to do.
        public var reason: String?
        public var hint: String?
    }

    /// One that is to run now, or has ended well.
    public struct ServiceTask: Hashable, Sendable {
        public var id: String
        /// `nil` where it waits for one.
        public var host: HostName?
        public var state: String
        public var restarts: Int
        public var containerID: String?
        /// RFC 3339, UTC.
        public var since: String
        public var error: String?
    }
}

extension Cluster {
    /// How an installation is: asked of the cluster now. Takes no lock. A host that cannot be reached is named, not thrown, and neither is a cluster that has no leader. Hosts are asked at the same time: several that do not answer cost no more than one, and none more than four times ten seconds.
    ///
    /// - Parameters:
    ///   - name: the installation. Throws `installation.unknown` (16).
    ///   - unreachable: hosts of the inventory to which there was no way, and why.
    public func status(
        _ name: InstallationName, unreachable: [HostName: Problem] = [:]
    ) async throws -> ClusterStatus {
        guard let reader = try LedgerReader.open(at: stateDirectory) else {
            throw Problem.unknownInstallation(name, among: [])
        }
        let (release, state) = try reader.lookUpOnCluster(name)
        var look = try await look(target: try reader.targetID())
        look.silent.merge(unreachable) { found, _ in found }
        let inventory = try reader.hosts().map(\.host)
        let (view, refusals) = try await ClusterView.first(of: state.services, by: look.managers, within: patience)
        look.refusals += refusals
        let nodes = look.nodes(of: inventory, among: view?.nodes ?? [])
        let hosts = inventory.map { host in
            ClusterStatus.Host(host.name, nodes[host.name], look, view)
        }
        let secrets = release.content.answers.secrets
        let names = Dictionary(nodes.map { ($1.id, $0) }) { first, _ in first }
        var services: [ClusterStatus.Service] = []
        if let view {
            services = state.services.map { service in
                ClusterStatus.Service(service, view.tasks(of: service), names, hiding: secrets)
            }
        } else {
            let containers = try await look.containers(of: name, within: patience)
            services = state.services.map { ClusterStatus.Service($0, containers[$0.name] ?? []) }
        }
        for index in services.indices where services[index].health != .healthy {
            let diagnosis = ServiceDiagnosis(
                of: state.services[index], services[index], on: hosts, in: name)
            services[index].reason = diagnosis?.reason
            services[index].hint = diagnosis?.hint
        }
        for (index, service) in state.services.enumerated() where services[index].health == .healthy {
            guard let probe = service.probe, let silence = try await silence(of: services[index], probe, look)
            else { continue }
            services[index].health = silence.isYoung ? .starting : .unhealthy
            services[index].reason = silence.reason
            services[index].hint = "look why: `valise logs \(name) \(service.name)`"
        }
        return ClusterStatus(
            installation: name, application: state.application, version: state.version, release: release.number,
            unfinished: try reader.openOperation(of: name)?.kind.rawValue, open: state.open, hosts: hosts,
            services: services, trouble: view == nil ? look.trouble : nil)
    }
}

extension Cluster {
    /// Which of a service's tasks does not answer, as `x-valise: check` asks for it; `nil` where all that can be looked at do.
    private func silence(
        of service: ClusterStatus.Service, _ probe: DesiredService.Probe, _ look: ClusterLook
    ) async throws -> (reason: String, isYoung: Bool)? {
        for task in service.tasks {
            guard let id = task.containerID, let host = hosts.first(where: { $0.name == task.host }),
                let engine = look.engines.first(where: { $0.host == host.name })?.engine
            else { continue }
            let answer: EndpointAnswer
            do {
                answer = try await patience.wait(for: host.name) {
                    guard let found = try await engine.inspectContainer(id) else { return .silent("it is gone") }
                    return try await OutsideLook(engine: engine, host: host.host).answer(of: found, to: probe.endpoint)
                }
            } catch let problem as Problem {
                answer = .silent(problem.message)
            }
            guard case .silent(let reason) = answer else { continue }
            return (
                "not answering at \(probe.endpoint) on `\(host.name)`: \(reason)",
                EngineTime(task.since) > EngineTime.now(secondsAgo: probe.startSeconds)
            )
        }
        return nil
    }
}

extension LedgerReading {
    /// The release that commands speak of, and what it is on its cluster.
    func lookUpOnCluster(
        _ name: InstallationName
    ) throws -> (release: ReleaseRecord, state: ClusterState) {
        let known = try installations().filter { $0.state != .removed }.map(\.name)
        guard known.contains(name), let release = try effectiveRelease(of: name) else {
            throw Problem.unknownInstallation(name, among: known)
        }
        guard let state = try clusterState(of: name, release: release.number) else {
            throw Cluster.notOnCluster(name)
        }
        return (release, state)
    }

    /// Whether an installation is on several hosts.
    public func isOnCluster(_ name: InstallationName) throws -> Bool {
        guard let release = try effectiveRelease(of: name) else { return false }
        return try document(Document.clusterState, ofRelease: release.number, of: name) != nil
    }
}

import Foundation
import EngineClient
import HostAccess
import Ledger
public import Opening
public import Planning
public import Vocabulary

/// A target of several hosts: what a command works on where there is more than one. A value that holds the connections to its hosts, and no lock.
///
/// Operations throw a `Problem` (exit 14 for a step, 15 for health, 16 for an unknown name) or `Problems`. One that was interrupted or failed stays open in the ledger.
public struct Cluster: Sendable {
    /// Where the ledger is, on this machine.
    public let stateDirectory: AbsolutePath
    /// In the order of the inventory.
    public let hosts: [ClusterHost]
    /// The same on every host.
    public let hostStateDirectory: AbsolutePath
    /// Hosts of the target to which there is no way now, and why. What can be done without them is; the rest is remembered.
    public var absent: [HostName: String] = [:]
    /// Whether operations take the ledger over from a machine that cannot be asked.
    public var seizure: Seizure = .whereHolderIsGone
    /// How long a host may take with each question of a status.
    var patience = Patience.looking
    let observer: any StepObserver

    public init(stateDirectory: AbsolutePath, hosts: [ClusterHost], hostStateDirectory: AbsolutePath) {
        self.init(
            stateDirectory: stateDirectory, hosts: hosts, hostStateDirectory: hostStateDirectory,
            observer: NoObserver())
    }

    init(
        stateDirectory: AbsolutePath, hosts: [ClusterHost], hostStateDirectory: AbsolutePath,
        observer: any StepObserver
    ) {
        self.stateDirectory = stateDirectory
        self.hosts = hosts
        self.hostStateDirectory = hostStateDirectory
        self.observer = observer
    }

    /// Of all hosts at the same time, in their order. A host that cannot be looked at is an error.
    public func gatherFacts(paths: [AbsolutePath] = []) async throws -> [HostFacts] {
        try await withThrowingTaskGroup(of: (Int, HostFacts).self) { group in
            for (index, host) in hosts.enumerated() {
                group.addTask { (index, try await host.gatherFacts(paths: paths)) }
            }
            var found: [Int: HostFacts] = [:]
            for try await (index, facts) in group { found[index] = facts }
            return hosts.indices.compactMap { found[$0] }
        }
    }

    /// The hosts as placement wants them: the roles that a cluster of them has.
    public func targetHosts(_ facts: [HostFacts]) -> [TargetHost] {
        let engines = facts.compactMap { host -> (HostName, EngineFacts)? in
            guard case .reached(let engine) = host.engine else { return nil }
            return (host.name, engine)
        }
        let roles = roles(Dictionary(engines, uniquingKeysWith: { first, _ in first }))
        return zip(hosts, facts).map { host, facts in
            var target = TargetHost(facts, labels: host.inventory.labels)
            target.role = roles[host.name] ?? .worker
            return target
        }
    }

    /// The roles of the hosts: who is a manager stays one.
    func roles(_ facts: [HostName: EngineFacts]) -> [HostName: TargetHost.Role] {
        let present = Set(facts.filter(\.value.isSwarmManager).keys)
        // In a swarm that is not the target's own nobody's role is changed.
        if facts.values.contains(where: { $0.isSwarmShared || $0.managesForeignSwarm }) {
            return Dictionary(
                hosts.map { ($0.name, present.contains($0.name) ? .manager : .worker) },
                uniquingKeysWith: { first, _ in first })
        }
        return Dictionary(
            TargetHost.stated(hosts.map(\.inventory), managers: present).map { ($0.name, $0.role) },
            uniquingKeysWith: { first, _ in first })
    }

    /// What checks compare the target with: the bundle, and what the ledger knows. Without a ledger, nothing is known.
    public func checkContext(
        bundle: VerifiedBundle? = nil, profile: Profile? = nil, installation: InstallationName? = nil
    ) throws -> CheckContext {
        var context = try Target.checkContext(
            at: stateDirectory, manifest: bundle?.manifest, profile: profile, installation: installation)
        let reader = try LedgerReader.open(at: stateDirectory)
        let current = try installation.flatMap { try reader?.currentRelease(of: $0) }
        context.clock = Int64(Date().timeIntervalSince1970)
        context.managers = Set(roles([:]).filter { $0.value == .manager }.keys)
        // One that is there needs no further room.
        if let bundle, current?.content.bundle != bundle.id {
            context.kept = Dictionary(uniqueKeysWithValues: context.managers.map { ($0, bundle.size) })
        }
        return context
    }
}

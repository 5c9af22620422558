import EngineClient
import HostAccess
import Ledger
import Opening
public import Planning
public import Vocabulary

/// What an install on several hosts would do: its plan, and of each step whether anything is to be done.
public struct ClusterPreview: Hashable, Sendable {
    public var plan: ClusterPlan
    /// Ids of the steps that would change something.
    public var changes: Set<String>
    public var publishing: ClusterPublishing
}

extension Cluster {
    /// Looks and changes nothing; takes no lock. Each step is probed as an install would.
    public func previewInstall(_ request: InstallRequest) async throws -> ClusterPreview {
        let found = try await engines()
        let reader = try LedgerReader.open(at: stateDirectory)
        let settings = try settings(reader, request, found.mapValues(\.facts))
        let name = request.desired.installation
        let site = try site(
            settings, request.placement.hosts, found.mapValues(\.facts), target: try reader?.targetID() ?? "new")
        let before = try reader?.effectiveRelease(of: name).flatMap {
            try reader?.clusterState(of: name, release: $0.number)
        }
        let plan = try ClusterPlan.install(
            request.desired, on: request.placement.placement, at: site, before: before, bundle: try request.kept,
            needed: try reader?.currentRelease(of: name).map { [$0.content.bundle] } ?? [])
        guard let reader else {
            return ClusterPreview(
                plan: plan, changes: Set(plan.steps.map(\.id)), publishing: settings.publishing)
        }
        try reader.requireInstallable(request.desired, on: .severalHosts)
        let looking = ClusterLooking(cluster: self, ledger: reader, found: found, progress: { _ in })
        let context = try looking.context(name, settings: settings, source: .notNeeded, answers: nil)
        var changes: Set<String> = []
        for step in plan.steps {
            do {
                if try await context.probe(step) == .toDo { changes.insert(step.id) }
            } catch let problem as Problem where problem.exit == .step {
                // Without a cluster there is nobody to ask: it would be done.
                changes.insert(step.id)
            }
        }
        return ClusterPreview(plan: plan, changes: changes, publishing: settings.publishing)
    }

    /// Installs on all hosts, installs again, or installs with other answers: forms the cluster where there is none, brings the images to every host that needs them, and only then
    /// starts services. What is already so is left alone.
    ///
    /// Throws as `Target.install` does, and `cluster.…` (14).
    public func install(
        _ request: InstallRequest, progress: @escaping ProgressSink
    ) async throws -> InstallOutcome {
        let source = try InstallationSource(request.bundle)
        let desired = request.desired
        let name = desired.installation
        let stall = request.profile?.limits.loadStallSeconds
        return try await operate("install \(name)", stallSeconds: stall, progress: progress) { operation in
            let ledger = operation.ledger
            try ledger.requireInstallable(desired, on: .severalHosts)
            // From now on they are found again without an inventory.
            try ledger.addHosts(hosts.map(\.inventory))
            let settings = try settings(ledger, request, operation.facts)
            let site = try site(settings, request.placement.hosts, operation.facts, target: try ledger.targetID())
            let current = try ledger.currentRelease(of: name)
            let before = try current.flatMap { try ledger.clusterState(of: name, release: $0.number) }
            let plan = try ClusterPlan.install(
                desired, on: request.placement.placement, at: site, before: before, bundle: try request.kept,
                needed: current.map { [$0.content.bundle] } ?? [])
            guard let state = plan.state else { throw Problem("plan.no-state", .defect, "a plan without a state") }
            let context = try operation.context(
                name, settings: settings, source: .opened(source), answers: request.answers)
            // Rendered secrets will lie below it: nobody else on a host is to look into it.
            for host in hosts {
                _ = try await host.host.makePrivateFolder(hostStateDirectory, holding: StateFolder.contents)
            }
            let draft = ReleaseDraft(
                application: desired.application, version: desired.version, bundle: source.bundle,
                bundlePath: source.path, manifest: source.manifest, answers: request.answers,
                composeProfiles: request.composeProfiles, profile: request.profile?.name)
            if let current, current.content.isSame(as: draft), try ledger.installation(name)?.state == .installed,
                try ledger.openOperation(of: name) == nil, before == state,
                try await context.isAllSo(plan.steps)
            {
                return InstallOutcome(
                    installation: name, release: current.number, change: .nothing, applied: [], open: state.open,
                    remnants: [])
            }
            try ledger.keep(settings.shared, besides: name)
            let release = try ledger.addRelease(draft, to: name).number
            try observer.reached(.released)
            try ledger.setDocument(
                Document.clusterState, try CanonicalJSON.encode(state), ofRelease: release, of: name)
            try ledger.setDocument(
                Document.clusterSettings, try CanonicalJSON.encode(settings), ofRelease: release, of: name)
            try observer.reached(.found)
            let record = try ledger.beginOperation(
                .install, of: name, release: release, steps: try plan.steps.planned())
            try observer.reached(.planned)
            return try await operation.finishInstall(plan.steps, state, context, record, journal: [:])
        }
    }

    // MARK: What is chosen once

    /// What the cluster was formed with, else what fits its hosts: a port that nobody uses, and virtual addresses where every kernel has them.
    func settings(
        _ reader: (any LedgerReading)?, _ request: InstallRequest, _ facts: [HostName: EngineFacts]
    ) throws -> ClusterSettings {
        let hosts = request.placement.hosts
        if let reader, var known = try reader.clusterSettings() {
            known.shared = known.shared.map { adding(hosts, to: $0, facts) }
            return known
        }
        let taken = Set(hosts.flatMap { $0.machine.listeners.map(\.port) })
        guard let port = Self.ports.first(where: { !taken.contains($0) }) else {
            throw Problem(
                "cluster.no-port", .prerequisite, "there is no port that is free on every host",
                expected: "one of \(Self.ports.lowerBound) to \(Self.ports.upperBound) on 127.0.0.1",
                hint: "end what listens there")
        }
        return ClusterSettings(
            port: port, form: facts.values.allSatisfy(\.readsZstd) ? .packed : .plain,
            publishing: ClusterPublishing(on: hosts.map(\.machine)),
            shared: request.foreignSwarm == .shared && facts.values.contains(where: \.managesForeignSwarm)
                ? adding(hosts, to: SharedSwarm(found: [], joined: []), facts) : nil)
    }

    private func adding(
        _ hosts: [HostFacts], to shared: SharedSwarm, _ facts: [HostName: EngineFacts]
    ) -> SharedSwarm {
        let members = Set(facts.values.flatMap { $0.swarmNodes.keys })
        return shared.adding(hosts.map(\.name)) { host in
            facts[host]?.swarmNodeID.map(members.contains) ?? false
        }
    }

    /// Below the ports that systems give to connections by themselves (ip(7), `ip_local_port_range`: 32768), and not among the usual ones of registries.
    static let ports = 28_001...28_100

    func site(
        _ settings: ClusterSettings, _ hosts: [HostFacts], _ facts: [HostName: EngineFacts], target: String
    ) throws -> ClusterSite {
        let roles = Dictionary(
            targetHosts(hosts).map { ($0.name, $0.role) }, uniquingKeysWith: { first, _ in first })
        return ClusterSite(
            hosts: zip(self.hosts, hosts).compactMap { host, found in
                facts[host.name].map { engine in
                    ClusterSite.Host(
                        name: host.name, address: host.inventory.address, role: roles[host.name] ?? .worker,
                        labels: host.inventory.labels, engine: engine, routes: found.machine.routes.map(\.subnet))
                }
            }, stateDirectory: hostStateDirectory, target: target, port: settings.port, form: settings.form,
            publishing: settings.publishing, shared: settings.shared)
    }
}

extension Ledger {
    /// Whichever installation is the last one, it knows which hosts were in the swarm before.
    fileprivate func keep(_ shared: SharedSwarm?, besides name: InstallationName) throws {
        guard let shared else { return }
        for other in try installations() where other.name != name {
            for release in try releases(of: other.name) {
                guard let bytes = try document(Document.clusterSettings, ofRelease: release.number, of: other.name)
                else { continue }
                var settings = try CanonicalJSON.decode(ClusterSettings.self, from: bytes)
                guard settings.shared != nil, settings.shared != shared else { continue }
                settings.shared = shared
                try setDocument(
                    Document.clusterSettings, try CanonicalJSON.encode(settings), ofRelease: release.number,
                    of: other.name)
            }
        }
    }
}

extension InstallRequest {
    /// Its bundle, as managers keep it.
    fileprivate var kept: KeptBundle {
        get throws { try KeptBundle(bundle.id, of: desired.application, desired.version, size: bundle.size) }
    }
}

extension ClusterOperation {
    /// Runs the steps of an install that is open in the ledger, and makes its release the current one.
    func finishInstall(
        _ steps: [ClusterStep], _ state: ClusterState, _ context: ClusterContext, _ record: OperationRecord,
        journal: [String: StepState]
    ) async throws -> InstallOutcome {
        guard let release = record.release else {
            throw Problem("ledger.no-release", .defect, "the install of `\(record.installation)` has no release")
        }
        for case .onHost(let host, .keepBundle(let kept)) in steps { try await context.contexts[host]?.collect(kept) }
        let outcome = try await execute(steps, context, record, journal: journal)
        try ledger.makeCurrent(release: release, of: record.installation)
        try cluster.observer.reached(.settled)
        try ledger.endOperation(record.id, .done)
        try cluster.observer.reached(.closed)
        return InstallOutcome(
            installation: record.installation, release: release, change: .installed,
            applied: outcome.applied.sorted(), open: state.open, remnants: outcome.remnants)
    }
}

extension ClusterContext {
    fileprivate func isAllSo(_ steps: [ClusterStep]) async throws -> Bool {
        for step in steps where try await probe(step) == .toDo { return false }
        return true
    }
}

extension LedgerReading {
    /// What a release is on a cluster; `nil` where it is on one host, or was cut off before that was known.
    func clusterState(of installation: InstallationName, release: Int) throws -> ClusterState? {
        try state(ClusterState.self, named: Document.clusterState, ofRelease: release, of: installation)
    }

    /// The states of all releases, oldest first.
    func clusterStates(of installation: InstallationName) throws -> [ClusterState] {
        try releases(of: installation).compactMap { try clusterState(of: installation, release: $0.number) }
    }

    /// What the cluster of this target was formed with, kept beside every release on it; `nil` where there is none (any more).
    func clusterSettings() throws -> ClusterSettings? {
        for installation in try installations() where installation.state != .removed {
            if let settings = try clusterSettings(of: installation.name) { return settings }
        }
        return nil
    }

    /// What the cluster was formed with when an installation came: also of one of which only data is left.
    func clusterSettings(of name: InstallationName) throws -> ClusterSettings? {
        for release in try releases(of: name).reversed() {
            guard let bytes = try document(Document.clusterSettings, ofRelease: release.number, of: name) else {
                continue
            }
            return try CanonicalJSON.decode(ClusterSettings.self, from: bytes)
        }
        return nil
    }
}

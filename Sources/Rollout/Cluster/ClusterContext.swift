import EngineClient
import HostAccess
import Ledger
import Planning
import Vocabulary

/// What a cluster's steps are probed and applied with.
struct ClusterContext: WorkContext {
    /// In the order of the inventory.
    let hosts: [ClusterHost]
    /// Of each host that can be reached.
    let contexts: [HostName: StepContext]
    /// Those to which there is no way now, and why.
    let absent: [HostName: String]
    let ledger: any LedgerReading
    let installation: InstallationName
    /// The ledger's target id.
    let target: String
    let progress: ProgressSink
    let seat: ManagerSeat
    /// The bundle, where it is at hand.
    let source: SourceAccess
    /// `nil` where the cluster is the target's own.
    let shared: SharedSwarm?
    /// `nil` where nothing is changed.
    let succession: Succession?

    func context(of host: HostName) throws -> StepContext {
        guard let context = contexts[host] else {
            if let reason = absent[host] {
                throw Problem(
                    "host.unreachable", .step, "cannot work on host `\(host)`: it cannot be reached", found: reason,
                    hint:
                        "start it again, then run `valise resume \(installation)`; where it will not come back, run `valise hosts rm \(host) --lost`"
                )
            }
            throw Problem(
                "host.not-connected", .step, "cannot work on host `\(host)`: it is not among the hosts of the target",
                hint: "see `valise hosts ls`, then run `valise resume \(installation)`")
        }
        return context
    }

    /// The engine of a manager that has a leader.
    func manager() async throws -> EngineClient { try await seat.engine() }

    /// Whether an object carries this installation's and this target's labels.
    func owns(_ labels: [String: String]) -> Bool {
        labels[ObjectLabel.installation] == installation.rawValue && labels[ObjectLabel.target] == target
    }

    /// Managers that have left agree on nothing any more: who leaves behind them needs no word.
    func requireHeld(for step: ClusterStep) async throws {
        if case .leave = step { return }
        try await succession?.requireHeld()
    }
    func recorded() async { await succession?.copies.renew(.goesOn) }

    func endLoading() async {
        await withDiscardingTaskGroup { group in
            for context in contexts.values { group.addTask { await context.images.close() } }
        }
    }

    func isDue(
        _ step: ClusterStep, _ past: StepState, _ journal: [String: StepState], _ applied: Set<String>
    ) async throws -> Bool {
        do {
            return try await probe(step) == .toDo
        } catch let problem as Problem where step.isProvision {
            tellNotKept(step, problem)
            return false
        }
    }

    func probe(_ step: ClusterStep) async throws -> Readiness {
        switch step {
        case .onHost(let host, let inner): try await probe(inner, on: host)
        case .form(let formation): try await probeFormation(formation)
        case .share: try await probeSharing()
        case .join(let joining): try await probeJoining(joining)
        case .label(let labels): try await probeLabels(labels)
        case .activate(let host): try await probeActivation(host)
        case .createNetwork(let network): try await probeNetwork(network)
        case .createFile(let file): try await probeFile(.init(file)) == nil ? .toDo : .alreadySo
        case .createService(let service): try await probeService(service)
        case .stopService(let service): try await probeStop(service)
        case .waitFor(let wait): try await probeWait(wait)
        case .removeService(let object): try await probeRemoval(ofService: object.name)
        case .removeNetwork(let object): try await probeRemoval(ofNetwork: object.name)
        case .removeFile(let name): try await probeRemoval(of: name)
        case .leave(let host): try await probeLeaving(host)
        case .endSharing: try await probeEndOfSharing()
        }
    }

    func apply(_ step: ClusterStep) async throws -> StepResult {
        switch step {
        case .onHost(let host, let inner) where step.isProvision:
            do {
                return try await apply(inner, on: host)
            } catch let problem as Problem {
                tellNotKept(step, problem)
            }
        case .onHost(let host, let inner): return try await apply(inner, on: host)
        case .form(let formation): try await form(formation)
        case .share(let host): try await share(host)
        case .join(let joining): try await join(joining)
        case .label(let labels): try await label(labels)
        case .activate(let host): try await activate(host)
        case .createNetwork(let network): try await create(network)
        case .createFile(let file): try await create(file)
        case .createService(let service): try await create(service)
        case .stopService(let service): try await stop(service)
        case .waitFor(let wait): try await self.wait(wait)
        case .removeService(let object): try await remove(service: object.name)
        case .removeNetwork(let object): try await remove(network: object.name)
        case .removeFile(let name): try await remove(name)
        case .leave(let host): try await leave(host)
        case .endSharing: try await endSharing()
        }
        return StepResult()
    }

    func verify(_ step: ClusterStep, _ result: StepResult) async throws {
        switch step {
        case .waitFor: return
        // It may have failed by now: who waits for it says so, with its last lines.
        case .createService(let service) where service.runsToCompletion: return
        case .onHost(_, .releaseImage): return
        case _ where step.isProvision: return
        case _ where !result.remnants.isEmpty: return
        default: break
        }
        guard try await probe(step) == .toDo else { return }
        throw notVerified(step)
    }

    /// What runs, runs all the same.
    private func tellNotKept(_ step: ClusterStep, _ problem: Problem) {
        progress(
            .warning(
                Problem(
                    "bundle.not-kept", problem.exit, severity: .warning, "cannot \(step.title)",
                    found: problem.message,
                    consequence: "to go on from that host needs the file that was installed from",
                    hint: "install again when that host is well")))
    }

    // MARK: On one host

    private func probe(_ step: Step, on host: HostName) async throws -> Readiness {
        try await context(of: host).probe(step)
    }

    /// A name that another installation asks for as well stays.
    private func apply(_ step: Step, on host: HostName) async throws -> StepResult {
        let context = try context(of: host)
        if case .releaseImage(let image) = step {
            let object = ClusterStep.object(image, on: host)
            let sharers = try ledger.installations(thatBrought: object.kind, named: object.name)
                .filter { $0 != installation }
            guard sharers.isEmpty else {
                let names = sharers.map { "`\($0)`" }.joined(separator: ", ")
                let remnant = Remnant(
                    kind: .image, name: image.reference.familiar, reason: "used by installation \(names)")
                return StepResult(gone: [object], remnants: [remnant])
            }
            var result = try await context.apply(step)
            result.gone = [object]
            return result
        }
        return try await context.apply(step)
    }
}

extension ClusterStep: Work {
    var brings: [TargetObject] {
        guard case .onHost(let host, .loadImage(let image)) = self else { return [] }
        return [Self.object(image, on: host)]
    }

    /// An image on one of several hosts, as the ledger has it.
    static func object(_ image: ResolvedImage, on host: HostName) -> TargetObject {
        TargetObject(kind: .tag, name: "\(host) \(image.name)", engineID: image.config.description)
    }

    var load: ImageLoad? {
        guard case .onHost(let host, let step) = self, var load = step.load else { return nil }
        load.engine = host.rawValue
        return load
    }

    /// For later: what is installed does not need it.
    fileprivate var isProvision: Bool {
        switch self {
        case .onHost(_, .keepBundle): true
        case .onHost(_, .removeBundles(let needed)): !needed.isEmpty
        default: false
        }
    }

    var tellsOfItself: Bool {
        switch self {
        case .onHost(_, let step): step.tellsOfItself
        case .waitFor: true
        default: false
        }
    }
}

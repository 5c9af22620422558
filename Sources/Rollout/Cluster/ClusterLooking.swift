import EngineClient
import HostAccess
import Ledger
import Planning
import Vocabulary

/// The hosts of a cluster and what is known of them, with the ledger or only looking at it: what a context is made of.
struct ClusterLooking: Sendable {
    let cluster: Cluster
    let ledger: any LedgerReading
    let found: [HostName: (engine: EngineClient, facts: EngineFacts)]
    let progress: ProgressSink
    /// `nil` where nothing is changed.
    var succession: Succession? = nil

    /// What a step is probed and applied with.
    func context(
        _ installation: InstallationName, settings: ClusterSettings, source: SourceAccess, answers: Answers?
    ) throws -> ClusterContext {
        let target = try ledger.targetID()
        var contexts: [HostName: StepContext] = [:]
        for host in cluster.hosts {
            guard let (engine, facts) = found[host.name] else { continue }
            let named = Self.named(host.name, progress)
            let supply = ImageSupply(
                form: settings.form, meter: TransferMeter(form: settings.form, progress: named),
                outlet: .host(host.host, port: settings.port))
            contexts[host.name] = StepContext(
                engine: engine, host: host.host, ledger: ledger, installation: installation, target: target,
                folders: InstallationFolders(
                    stateDirectory: cluster.hostStateDirectory, installation: installation),
                program: host.target.program, source: source, images: supply, platform: facts.platform,
                progress: named, secrets: answers?.secrets ?? [])
        }
        return ClusterContext(
            hosts: cluster.hosts, contexts: contexts, absent: cluster.absent, ledger: ledger,
            installation: installation, target: target,
            progress: progress, seat: succession?.seat ?? cluster.seat(found, target: target),
            source: source, shared: settings.shared, succession: succession)
    }

    /// What is told of one host is told with its name.
    private static func named(_ host: HostName, _ progress: @escaping ProgressSink) -> ProgressSink {
        let stage = { @Sendable (stage: ProgressStage) in ProgressStage("\(host)/\(stage.rawValue)") }
        return { event in
            switch event {
            case .began(let of, let title, let total):
                progress(.began(stage(of), title: "\(title) on `\(host)`", total: total))
            case .advanced(let of, let done): progress(.advanced(stage(of), done: done))
            case .waiting(let of, let what, let limit): progress(.waiting(stage(of), what: what, limitSeconds: limit))
            case .ended(let of, let outcome): progress(.ended(stage(of), outcome: outcome))
            case .note, .warning: progress(event)
            }
        }
    }
}

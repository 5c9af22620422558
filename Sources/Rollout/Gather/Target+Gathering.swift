import EngineClient
import HostAccess
import Ledger
public import Planning
public import Vocabulary

/// Whether gathering finds out if the engine sees this host's files, which makes and removes a container.
public enum FileSightTest: Hashable, Sendable { case tried, leftOut }

extension Target {
    /// Everything that checks decide on, of machine and engine at the same time. An engine that cannot be reached is a fact, not an error.
    ///
    /// - Parameters:
    ///   - paths: the absolute bind sources that the definition asks for.
    ///   - sight: whether it is tried that the engine sees this host's files, which starts a container for a moment.
    public func gatherFacts(paths: [AbsolutePath] = [], sight: FileSightTest = .tried) async throws -> HostFacts {
        async let machine = host.machineFacts(stateDirectory: stateDirectory, paths: paths)
        async let engine = engineAnswer(sight)
        return HostFacts(name: hostName, machine: try await machine, engine: try await engine)
    }

    private func engineAnswer(_ sight: FileSightTest) async throws -> HostFacts.EngineAnswer {
        do {
            let client = try await connect()
            var facts = try await EngineGathering(engine: client, address: engineAddress, host: host).facts()
            if sight == .tried {
                do {
                    facts.seesFiles = try await FileSight(engine: client, host: host, mapsUsers: facts.mapsUsers)
                        .look(at: stateDirectory)
                    // A folder of that name may be here, too, and is not the engine's.
                    if facts.isElsewhere { facts.rootFree = nil }
                } catch let problem as Problem {
                    // A call that was given up is not an engine that sees nothing.
                    try Task.checkCancellation()
                    facts.seesFiles = .failed(reason: problem.message)
                }
            }
            return .reached(facts)
        } catch let problem as Problem {
            try Task.checkCancellation()
            return .failed(address: engineAddress.description, reason: problem.message, hint: problem.hint)
        }
    }

    /// What checks compare the target with: the bundle, and what the ledger knows. Without a ledger, nothing is known.
    public func checkContext(
        manifest: BundleManifest? = nil, profile: Profile? = nil, installation: InstallationName? = nil
    ) throws -> CheckContext {
        try Self.checkContext(
            at: stateDirectory, manifest: manifest, profile: profile, installation: installation)
    }

    static func checkContext(
        at stateDirectory: AbsolutePath, manifest: BundleManifest?, profile: Profile?, installation: InstallationName?
    ) throws -> CheckContext {
        let ledger = try LedgerReader.open(at: stateDirectory)
        let present = try ledger?.installations().filter { $0.state == .installed } ?? []
        return CheckContext(
            manifest: manifest, profile: profile, installation: installation, target: try ledger?.targetID(),
            publishing: try ledger?.clusterSettings()?.publishing,
            ownedTags: try installation.flatMap { try ledger?.ownedTags(of: $0) } ?? [],
            applications: Set(present.map(\.application)))
    }

    /// The answers of an installation's last release, kept where its data is; `nil` where there is none.
    public func previousAnswers(of installation: InstallationName) throws -> Answers? {
        guard let ledger = try LedgerReader.open(at: stateDirectory) else { return nil }
        return try ledger.effectiveRelease(of: installation)?.content.answers
    }
}

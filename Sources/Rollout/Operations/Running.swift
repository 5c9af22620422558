import Ledger
import Planning
public import Vocabulary

/// What a start, stop or restart did.
public struct RunOutcome: Hashable, Sendable {
    public var installation: InstallationName
    /// Ids of the steps that changed something.
    public var applied: [String]
}

extension Target {
    /// Starts an installation in order, or one service with what it depends on, and waits for health. What runs is left alone; also what the boot unit runs,
    /// so it waits for an engine that is just coming up, at most `engineSeconds`.
    ///
    /// Throws `installation.unknown`, `service.unknown` (16), `engine.unreachable` (12), `container.gone` (14), `service.unhealthy` (15).
    public func start(
        _ name: InstallationName, service: ServiceName? = nil, engineSeconds: Int = 120,
        progress: @escaping ProgressSink
    ) async throws -> RunOutcome {
        try await awaitEngine(seconds: engineSeconds, progress)
        return try await run(.start, name, service, progress) { .start($0, service: service, on: hostName) }
    }

    /// Stops an installation, dependents first, or one service alone. Data and containers stay.
    public func stop(
        _ name: InstallationName, service: ServiceName? = nil, progress: @escaping ProgressSink
    ) async throws -> RunOutcome {
        try await run(.stop, name, service, progress) { .stop($0, service: service, on: hostName) }
    }

    /// Stops and starts, in order; one-shot services that have ended stay so, unless it is one of them that is named.
    public func restart(
        _ name: InstallationName, service: ServiceName? = nil, progress: @escaping ProgressSink
    ) async throws -> RunOutcome {
        try await run(.restart, name, service, progress) { .restart($0, service: service, on: hostName) }
    }

    private func run(
        _ kind: OperationKind, _ name: InstallationName, _ service: ServiceName?, _ progress: @escaping ProgressSink,
        _ plan: (ResolvedState) -> Plan
    ) async throws -> RunOutcome {
        _ = try lookUp(name, service)
        return try await operate("\(kind.rawValue) \(name)", progress: progress) { operation in
            let ledger = operation.ledger
            if let open = try ledger.openOperation(of: name), open.kind == .install || open.kind == .uninstall {
                // What an install has begun and cannot finish may be stopped; `install` again takes it up.
                if kind == .stop, open.kind == .install {
                    try operation.adoptUnfinished(of: name)
                } else {
                    throw Problem.unfinished(open, before: kind)
                }
            }
            let (release, state) = try ledger.lookUp(name, service)
            let steps = plan(state).steps
            let context = try operation.context(name, source: .notNeeded, answers: release.content.answers)
            let record = try ledger.beginOperation(
                kind, of: name, release: release.number, steps: try steps.planned())
            try observer.reached(.planned)
            do {
                return try await operation.finishRun(steps, context, record, journal: [:])
            } catch let problem as Problem where problem.exit != .interrupted {
                // Nothing is half done that `start` would not find out by itself.
                try ledger.endOperation(record.id, .failed)
                throw problem
            }
        }
    }

    private func lookUp(_ name: InstallationName, _ service: ServiceName?) throws -> ResolvedState {
        guard let reader = try LedgerReader.open(at: stateDirectory) else {
            throw Problem.unknownInstallation(name, among: [])
        }
        return try reader.lookUp(name, service).state
    }

    /// Asks until the engine answers: at boot it is started at the same time as we are.
    private func awaitEngine(seconds: Int, _ progress: ProgressSink) async throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while true {
            do {
                _ = try await connect()
                return
            } catch let problem as Problem where problem.exit == .prerequisite {
                guard ContinuousClock.now < deadline else { throw problem }
                progress(
                    .waiting(
                        ProgressStage("engine"), what: "the engine at \(engineAddress) to answer",
                        limitSeconds: seconds))
                try await Task.sleep(for: .seconds(1))
            }
        }
    }
}

extension Operation {
    func finishRun(
        _ steps: [Step], _ context: StepContext, _ record: OperationRecord, journal: [String: StepState]
    ) async throws -> RunOutcome {
        let outcome = try await execute(steps, context, record, journal: journal)
        try target.observer.reached(.settled)
        try ledger.endOperation(record.id, .done)
        try target.observer.reached(.closed)
        return RunOutcome(installation: record.installation, applied: outcome.applied.sorted())
    }
}

extension LedgerReading {
    /// The release that commands speak of, and what it is on this host.
    func lookUp(
        _ name: InstallationName, _ service: ServiceName?
    ) throws -> (release: ReleaseRecord, state: ResolvedState) {
        let known = try installations().filter { $0.state != .removed }.map(\.name)
        guard known.contains(name), let release = try effectiveRelease(of: name) else {
            throw Problem.unknownInstallation(name, among: known)
        }
        guard let state = try state(of: name, release: release.number) else {
            if try isOnCluster(name) {
                throw Problem(
                    "installation.on-several-hosts", .usage, "`\(name)` is installed on several hosts",
                    consequence: "nothing was changed", hint: "see `valise status \(name)`")
            }
            throw Problem(
                "installation.unfinished", .step, "the install of `\(name)` was cut off before anything was done",
                hint: "run `valise install` with the bundle again, or `valise uninstall \(name)`")
        }
        guard let service, state.service(service) == nil else { return (release, state) }
        throw Problem.unknownService(service, among: state.services.map(\.name), of: name)
    }
}

extension Problem {
    static func unfinished(_ open: OperationRecord, before kind: OperationKind) -> Problem {
        Problem(
            "installation.unfinished", .step,
            "cannot \(kind.rawValue) `\(open.installation)`: its \(open.kind.rawValue) was not finished",
            consequence: "nothing was changed", hint: "run `valise resume \(open.installation)` first")
    }

    static func unknownService(
        _ service: ServiceName, among known: [ServiceName], of name: InstallationName
    ) -> Problem {
        let services = known.map(\.rawValue)
        return Problem(
            "service.unknown", .unknownName, "`\(name)` has no service `\(service)`",
            expected: services.map { "`\($0)`" }.joined(separator: ", "),
            hint: NearestName.of(service.rawValue, among: services).map { "did you mean `\($0)`?" }
                ?? "see `valise status \(name)`")
    }
}

import Ledger
import Planning
import Vocabulary

extension Array where Element: Work {
    /// As the ledger keeps them.
    func planned() throws -> [PlannedStep] {
        try map { PlannedStep(id: $0.id, kind: $0.kind, payload: try CanonicalJSON.encode($0)) }
    }
}

extension LedgerReading {
    /// The steps of an operation as they were planned. Throws `ledger.damaged` where a newer release wrote what this one does not know.
    func plannedSteps<Item: Work>(
        of operation: OperationRecord, as type: Item.Type = Step.self
    ) throws -> (steps: [Item], journal: [String: StepState]) {
        let records = try steps(of: operation.id)
        do {
            let steps = try records.map { try CanonicalJSON.decode(Item.self, from: $0.step.payload) }
            let states = records.map { ($0.step.id, $0.state) }
            return (steps, Dictionary(states) { first, _ in first })
        } catch is DecodingError {
            throw Problem(
                "ledger.unknown-step", .step,
                "cannot continue the \(operation.kind.rawValue) of `\(operation.installation)`: this `valise` does not know its steps",
                hint: "use the `valise` that began it")
        }
    }

    /// What a release is on its host; `nil` where it was cut off before that was known.
    func state(of installation: InstallationName, release: Int) throws -> ResolvedState? {
        try state(ResolvedState.self, named: Document.state, ofRelease: release, of: installation)
    }

    /// A document of a release that says what it is.
    func state<State: Decodable>(
        _ type: State.Type, named name: String, ofRelease release: Int, of installation: InstallationName
    ) throws -> State? {
        guard let bytes = try document(name, ofRelease: release, of: installation) else { return nil }
        do {
            return try CanonicalJSON.decode(State.self, from: bytes)
        } catch is DecodingError {
            throw Problem(
                "ledger.unknown-state", .step,
                "cannot read what release \(release) of `\(installation)` is: another `valise` wrote it",
                hint: "use the `valise` that installed it")
        }
    }

    /// The states of all releases, oldest first.
    func states(of installation: InstallationName) throws -> [ResolvedState] {
        try releases(of: installation).compactMap { try state(of: installation, release: $0.number) }
    }

    /// Throws `installation.unknown` (16) where nothing of that name is or was here.
    func requireKnown(_ name: InstallationName) throws {
        guard try installation(name) == nil else { return }
        throw Problem.unknownInstallation(name, among: try installations().map(\.name))
    }

    /// Names that this installation brought and shares with nobody: a newer image may take them over.
    func ownedTags(of installation: InstallationName) throws -> Set<ImageReference> {
        let brought = try broughtObjects(of: installation).map(\.object).filter { $0.kind == .tag }
        let alone = try brought.filter { try installations(thatBrought: .tag, named: $0.name) == [installation] }
        return Set(alone.compactMap { ImageReference($0.name) })
    }

    /// The release that commands speak of: the current one, else the last that was begun.
    func effectiveRelease(of installation: InstallationName) throws -> ReleaseRecord? {
        try currentRelease(of: installation) ?? releases(of: installation).last
    }
}

extension Target {
    /// Throws `installation.unknown` (16). Makes no ledger where there is none, and holds it open no longer than for the look.
    func requireKnown(_ name: InstallationName) throws {
        guard let ledger = try LedgerReader.open(at: stateDirectory) else {
            throw Problem.unknownInstallation(name, among: [])
        }
        try ledger.requireKnown(name)
    }
}

/// Documents that are kept beside a release.
enum Document {
    /// ``Planning/ResolvedState``
    static let state = "state"
    /// ``Planning/ClusterState``
    static let clusterState = "cluster-state"
    /// ``ClusterSettings``
    static let clusterSettings = "cluster-settings"
}

extension Problem {
    static func unknownInstallation(_ name: InstallationName, among known: [InstallationName]) -> Problem {
        let near = NearestName.of(name.rawValue, among: known.map(\.rawValue))
        return Problem(
            "installation.unknown", .unknownName, "there is no installation `\(name)` on this target",
            expected: known.isEmpty ? nil : known.map { "`\($0)`" }.joined(separator: ", "),
            hint: near.map { "did you mean `\($0)`?" } ?? "see `valise list`")
    }
}

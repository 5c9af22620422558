import EngineClient
import Ledger
import Vocabulary

/// Finds what a person names on this target: installations in the ledger, containers in the engine.
struct InstallationLookup: Sendable {
    let session: Session

    /// All installations that are there, sorted by name; those of which only data was kept are not.
    func present() throws -> [InstallationRecord] {
        try all().filter { $0.state != .removed }
    }

    func all() throws -> [InstallationRecord] {
        try LedgerReader.open(at: session.stateDirectory)?.installations() ?? []
    }

    /// Which installations a name may mean.
    enum Range { case present, all }

    /// The installation of that name. Throws `installation.unknown`, exit 16, with the nearest name.
    func installation(_ name: String, among range: Range = .present) throws -> InstallationRecord {
        let all = try range == .present ? present() : all()
        if let found = all.first(where: { $0.name.rawValue == name }) {
            try rememberSupport(of: found.name)
            return found
        }
        throw Self.unknown("installation", name, among: all.map(\.name.rawValue), code: "installation.unknown")
    }

    static func unknown(_ kind: String, _ name: String, among names: [String], code: ProblemCode) -> Problem {
        let near = NearestName.of(name, among: names).map { "did you mean `\($0)`? " } ?? ""
        return Problem(
            code, .unknownName, "there is no \(kind) `\(name)` here",
            expected: names.isEmpty ? nil : "one of " + names.map { "`\($0)`" }.joined(separator: ", "),
            found: nil, consequence: nil,
            hint: names.isEmpty
                ? "`valise list` shows what is installed; `--state-dir` names another state folder"
                : near + "`valise list` shows what is installed")
    }

    /// Whom to call, as the release that runs says.
    private func rememberSupport(of name: InstallationName) throws {
        guard let reader = try LedgerReader.open(at: session.stateDirectory) else { return }
        guard let release = try reader.currentRelease(of: name) ?? reader.releases(of: name).last else { return }
        let manifest = try? CanonicalJSON.decode(BundleManifest.self, from: release.content.manifest)
        session.remember(support: manifest?.application.support)
    }

    /// The containers of an installation, of one service where one is given; sorted by service and number. Throws `service.unknown`, exit 16.
    func containers(
        of installation: InstallationName, service: String?, by engine: EngineClient
    ) async throws -> [ServiceContainer] {
        let all = try await engine.listContainers(
            .all, filters: ["label": ["\(ObjectLabel.installation)=\(installation)"]]
        ).compactMap(ServiceContainer.init).sorted()
        guard let service else { return all }
        let found = all.filter { $0.service == service }
        guard found.isEmpty else { return found }
        let services = Set(all.map(\.service)).sorted()
        let near = NearestName.of(service, among: services).map { "did you mean `\($0)`? " } ?? ""
        throw Problem(
            "service.unknown", .unknownName, "`\(installation)` has no containers of a service `\(service)`",
            expected: services.isEmpty ? nil : "one of " + services.map { "`\($0)`" }.joined(separator: ", "),
            hint: near + "`valise status \(installation)` shows its services")
    }

    func engine() async throws -> EngineClient {
        try await EngineClient.connect(
            to: EngineAddress(option: session.engineOption, environment: session.environment.variables))
    }
}

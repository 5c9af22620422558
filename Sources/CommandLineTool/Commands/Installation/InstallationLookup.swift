import EngineClient
import Ledger
import Rollout
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

    /// The containers of an installation with the engines that have them, of one service where one is given; sorted by service and number. Hosts that cannot be reached are warned of. Throws `service.unknown`, exit 16; `service.out-of-reach`, exit 14.
    func containers(of installation: InstallationName, service: String?) async throws -> [PlacedContainer] {
        var all: [PlacedContainer] = []
        var unseen: [HostName: Problem] = [:]
        if let hosts = try session.hostsOfCluster(for: installation) {
            let (cluster, unreachable) = try await session.reachableCluster(hosts, to: .converse)
            unseen = unreachable
            for host in cluster.hosts {
                do {
                    all += try await containers(of: installation, by: host.engine(), on: host)
                } catch let problem as Problem {
                    unseen[host.name] = problem
                }
            }
            // Nothing at all was seen: that is no list with gaps.
            if unseen.count == hosts.count, let problems = Problems(hosts.compactMap { unseen[$0.name] }) {
                throw problems
            }
            for (host, problem) in unseen.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
                session.warn(
                    Problem(
                        "host.unreachable", .prerequisite, severity: .warning,
                        "what is on host `\(host)` is not shown: \(problem.message)", hint: problem.hint))
            }
        } else {
            all = try await containers(of: installation, by: engine(), on: nil)
        }
        all.sort { $0.container < $1.container }
        guard let service else { return all }
        let found = all.filter { $0.container.service == service }
        guard found.isEmpty else { return found }
        throw unknown(service, of: installation, among: all, unseen: unseen.keys.map(\.rawValue).sorted())
    }

    private func unknown(
        _ service: String, of installation: InstallationName, among all: [PlacedContainer], unseen: [String]
    ) -> Problem {
        guard unseen.isEmpty else {
            let names = unseen.map { "`\($0)`" }.joined(separator: ", ")
            return Problem(
                "service.out-of-reach", .step,
                "there are no containers of a service `\(service)` of `\(installation)` on the hosts that can be reached",
                found: "what is on \(names) cannot be seen",
                hint: "`valise status \(installation)` says where it should be")
        }
        let services = Set(all.map(\.container.service)).sorted()
        let near = NearestName.of(service, among: services).map { "did you mean `\($0)`? " } ?? ""
        return Problem(
            "service.unknown", .unknownName, "`\(installation)` has no containers of a service `\(service)`",
            expected: services.isEmpty ? nil : "one of " + services.map { "`\($0)`" }.joined(separator: ", "),
            hint: near + "`valise status \(installation)` shows its services")
    }

    private func containers(
        of installation: InstallationName, by engine: EngineClient, on host: ClusterHost?
    ) async throws -> [PlacedContainer] {
        try await engine.listContainers(
            .all, filters: ["label": ["\(ObjectLabel.installation)=\(installation)"]]
        ).compactMap { summary in
            guard var container = ServiceContainer(summary) else { return nil }
            container.host = host?.name
            return PlacedContainer(container: container, engine: engine, way: host)
        }
    }

    func engine() async throws -> EngineClient {
        try await EngineClient.connect(
            to: EngineAddress(option: session.engineOption, environment: session.environment.variables))
    }
}

/// A container, and the engine that has it: reachable for as long as the value lives.
struct PlacedContainer: Sendable {
    var container: ServiceContainer
    var engine: EngineClient
    /// Of another host.
    fileprivate var way: ClusterHost?
}

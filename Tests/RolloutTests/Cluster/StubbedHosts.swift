import EngineClient
import Foundation
import HostAccess
import Ledger
import Opening
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// Three hosts `h1` to `h3` of a test's own: a folder for each, and stub engines that find one another.
struct StubbedHosts: Sendable {
    let folder: TemporaryFolder
    let engines: [StubEngine]
    let hosts: [RootedHost]
    private let registries: SharedRegistries
    private let network: StubCluster
    let heard = EventLog()
    static let count = 3
    static let stateDirectory = AbsolutePath("/var/lib/valise", relativeTo: .root)

    private init() async throws {
        let folder = try TemporaryFolder()
        let registries = try SharedRegistries()
        let cluster = StubCluster()
        var engines: [StubEngine] = []
        var hosts: [RootedHost] = []
        for index in 0..<Self.count {
            let name = try Self.hostName(index)
            var configuration = StubConfiguration()
            configuration.hostName = name.rawValue
            configuration.hostAddress = Self.address(index)
            configuration.root = folder.path.appending(name.rawValue)
            try FileManager.default.createDirectory(
                atPath: configuration.root.rawValue, withIntermediateDirectories: true)
            engines.append(try await StubEngine.start(configuration, in: cluster))
            hosts.append(RootedHost(name, root: configuration.root, registries: registries))
        }
        (self.folder, self.engines, self.hosts, self.registries) = (folder, engines, hosts, registries)
        network = cluster
    }

    /// Runs a body with such hosts; nothing of them is left when it returns.
    @discardableResult
    static func run<Value: Sendable>(_ body: (StubbedHosts) async throws -> Value) async throws -> Value {
        let hosts = try await StubbedHosts()
        let result: Result<Value, any Error>
        do { result = .success(try await body(hosts)) } catch { result = .failure(error) }
        for engine in hosts.engines { await engine.stop() }
        return try result.get()
    }

    /// An engine on the same network that is none of the target's; stop it.
    func stranger(_ name: String, at address: String) async throws -> StubEngine {
        var configuration = StubConfiguration()
        configuration.hostName = name
        configuration.hostAddress = address
        return try await StubEngine.start(configuration, in: network)
    }

    static func hostName(_ index: Int) throws -> HostName {
        try SampleApplication.name("h\(index + 1)", { HostName($0) })
    }
    static func address(_ index: Int) -> String { "10.77.0.\(index + 1)" }

    /// Where a host's state is on this machine.
    func state(_ index: Int) -> AbsolutePath { hosts[index].inside(Self.stateDirectory) }

    /// The target as it is seen from one of its hosts.
    ///
    /// - Parameter without: hosts that cannot be reached.
    func cluster(
        from driver: Int = 0, without away: Set<Int> = [], observer: any StepObserver = PowerCut(at: nil)
    ) throws -> Cluster {
        try cluster(from: driver, at: state(driver), without: away, observer: observer)
    }

    /// The same from a machine that is none of them.
    func cluster(outsideAt state: AbsolutePath) throws -> Cluster {
        try cluster(from: nil, at: state, without: [], observer: PowerCut(at: nil))
    }

    private func cluster(
        from driver: Int?, at state: AbsolutePath, without away: Set<Int>, observer: any StepObserver
    ) throws -> Cluster {
        let all = try (0..<Self.count).filter { !away.contains($0) }.map { index in
            let name = try Self.hostName(index)
            let destination = try SampleApplication.name("root@" + Self.address(index), { SSHDestination($0) })
            return ClusterHost(
                InventoryHost(
                    name: name, address: try SampleApplication.name(Self.address(index), { IPv4Address($0) }),
                    access: index == driver ? .local : .ssh(destination, key: nil),
                    labels: [try SampleApplication.name("site.role=\(index == 0 ? "db" : "web")", { Label($0) })]),
                target: Target(
                    stateDirectory: Self.stateDirectory, engine: try engine(of: index, from: driver), hostName: name,
                    host: hosts[index], limits: EngineLimits(),
                    program: AbsolutePath("/bin/busybox", relativeTo: .root), observer: PowerCut(at: nil)),
                socket: nil)
        }
        return Cluster(
            stateDirectory: state, hosts: all, hostStateDirectory: Self.stateDirectory, observer: observer)
    }

    /// As it is called where it is another host's.
    private func engine(of index: Int, from driver: Int?) throws -> EngineAddress {
        guard index != driver, case .unix(let socket) = engines[index].address else { return engines[index].address }
        return .forwarded(
            socket, try Self.hostName(index), AbsolutePath("/var/run/docker.sock", relativeTo: .root))
    }

    /// - Parameter seconds: for each service to become healthy; `nil`: as the definition has it.
    func install(
        _ application: SampleApplication, _ answers: [String: String] = [:], on cluster: Cluster? = nil,
        as name: String = "sample", foreignSwarm: ForeignSwarm = .refused, waiting seconds: Int? = nil,
        leaving: Set<ServiceName> = []
    ) async throws -> InstallOutcome {
        let cluster = try cluster ?? self.cluster()
        try await cluster.fetchLedger()
        var (desired, all) = try application.desired(as: name, answers)
        for index in desired.services.indices {
            if let seconds { desired.services[index].healthy = .init(seconds: seconds, source: "test") }
        }
        let profile = Profile(
            name: try SampleApplication.name("site", { ProfileName($0) }), title: "Site", minimumHosts: 2,
            maximumHosts: 3)
        let facts = try await cluster.gatherFacts()
        var context = try cluster.checkContext(
            bundle: application.bundle, profile: profile, installation: Site.name(name))
        context.foreignSwarm = foreignSwarm
        let looked = check(facts, for: context)
        let homes = try LedgerReader.open(at: cluster.stateDirectory)?
            .dataHomes(
                of: Site.name(name), here: cluster.hosts.first { $0.inventory.access == .local }?.name, leaving: leaving
            )
        let placement = try place(
            desired, on: cluster.targetHosts(facts), profile: profile, homes: homes ?? .none,
            publishing: looked.publishing)
        let cleared = try check(placement, of: desired, on: looked, facts: facts).cleared()
        return try await cluster.install(
            InstallRequest(
                bundle: application.bundle, desired: desired, placement: cleared, answers: all, profile: profile,
                foreignSwarm: foreignSwarm),
            progress: heard.sink)
    }

    func resume(on cluster: Cluster? = nil) async throws -> ResumeOutcome {
        let cluster = try cluster ?? self.cluster()
        try await cluster.fetchLedger()
        return try await cluster.resume(Site.name("sample"), progress: heard.sink)
    }

    func uninstall(
        _ name: String = "sample", data: DataFate = .removed, on cluster: Cluster? = nil
    ) async throws -> UninstallOutcome {
        let cluster = try cluster ?? self.cluster()
        try await cluster.fetchLedger()
        return try await cluster.uninstall(Site.name(name), data: data, progress: heard.sink)
    }

    /// What of Valise is on the engines and in the state folders, without names that are made by chance.
    func picture() async throws -> [HostPicture] {
        var pictures: [HostPicture] = []
        for (index, engine) in engines.enumerated() {
            let client = try await EngineClient.connect(to: engine.address)
            let info = try await client.info()
            let isManager = info.swarm.isManager
            let images = try await client.listImages()
            // Of each test's own: the port of the registry.
            let tags = images.flatMap(\.tags).map { $0.replacing(":\(registries.port)/", with: ":PORT/") }
            pictures.append(
                HostPicture(
                    swarm: "\(info.swarm.state) \(isManager ? "manager" : "")",
                    services: isManager ? try await client.listServices().map(\.specification.name).sorted() : [],
                    networks: try await client.listNetworks().map(\.name).sorted(),
                    kept: isManager
                        ? try await client.listSecrets().map(\.name) + client.listConfigs().map(\.name).sorted() : [],
                    volumes: try await client.listVolumes().map(\.name).sorted(),
                    images: images.map(\.id).sorted(), tags: tags.sorted(),
                    files: files(of: index)))
        }
        return pictures
    }

    private func files(of index: Int) -> [String] {
        let state = state(index).rawValue
        let all = FileManager.default.enumerator(atPath: state)?.compactMap { $0 as? String } ?? []
        return all.filter { !$0.hasPrefix("ledger.sqlite") && !$0.hasPrefix(LedgerCopy.folder) }.sorted()
    }

    /// Names of the copies that lie on a host.
    func copies(on index: Int) throws -> [LedgerHead] {
        try LocalHost().names(in: state(index).appending(LedgerCopy.folder)).compactMap { LedgerHead(folderName: $0) }
    }

    static let compose = """
        services:
          web:
            image: sample-web:1
            command: ["/bin/sh", "-c", "exec httpd -f -p 80 -h /www"]
            environment: { SITE: "${SITE}" }
            volumes: ["./config/site.conf:/etc/site.conf:ro"]
            networks: [back]
            depends_on:
              db: { condition: service_healthy }
              job: { condition: service_completed_successfully }
            deploy: { replicas: 2, placement: { constraints: ["node.labels.site.role == web"] } }
          job:
            image: sample-web:1
            command: ["/bin/sh", "-c", "true"]
            networks: [back]
          db:
            image: registry.example.com:5000/team/sample-db:7
            command: ["/bin/sh", "-c", "exec sleep 100000"]
            environment: { NOTE: "${NOTE}" }
            volumes: ["./data:/data"]
            secrets: [{ source: word, uid: "70", mode: 0400 }]
            configs: [{ source: about, target: /etc/about }]
            networks: [back]
            healthcheck:
              test: ["CMD", "/bin/sh", "-c", "true"]
              interval: 1s
              timeout: 5s
              retries: 3
            deploy: { placement: { constraints: ["node.labels.site.role == db"] } }
        networks: { back: {} }
        secrets: { word: { environment: PASSWORD } }
        configs: { about: { content: "of ${SITE}" } }

        """
}

struct HostPicture: Hashable, Sendable {
    var swarm: String
    var services: [String]
    var networks: [String]
    /// Configs and secrets.
    var kept: [String]
    var volumes: [String]
    var images: [String]
    var tags: [String]
    var files: [String]
}

/// The problem that a body throws; `nil` where it throws none.
func refused(_ body: () async throws -> Void) async throws -> Problem? {
    do {
        try await body()
        return nil
    } catch let problem as Problem {
        return problem
    }
}

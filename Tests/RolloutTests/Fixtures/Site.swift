import EngineClient
import Foundation
import HostAccess
import Ledger
import Planning
import Synchronization
import TestKit
import Vocabulary

@testable import Rollout

/// A target of a test's own: a state folder, a boxed host, an engine.
struct Site: Sendable {
    let folder: TemporaryFolder
    let host = BoxedHost()
    let engine: EngineAddress
    /// What was found out about the engine and our files before.
    let sight: EngineFacts.Sight
    let heard = EventLog()

    init(engine: EngineAddress, sight: EngineFacts.Sight = .notTried) throws {
        self.engine = engine
        self.sight = sight
        folder = try TemporaryFolder()
    }

    var state: AbsolutePath { folder.path.appending("state") }

    func target(observer: any StepObserver = PowerCut(at: nil)) throws -> Target {
        Target(
            stateDirectory: state, engine: engine, hostName: try SampleApplication.name("here", HostName.init),
            host: host, limits: EngineLimits(), program: AbsolutePath("/bin/busybox", relativeTo: .root),
            observer: observer)
    }

    func install(
        _ application: SampleApplication, as name: String = "sample", _ answers: [String: String] = [:],
        on target: Target? = nil
    ) async throws -> InstallOutcome {
        let (desired, all) = try application.desired(as: name, answers)
        return try await (target ?? self.target()).install(
            desired, from: InstallationSource(application.bundle), answers: all, composeProfiles: [], profile: nil,
            sight: sight, progress: heard.sink)
    }

    func uninstall(
        _ name: String = "sample", data: DataFate = .kept, on target: Target? = nil
    ) async throws -> UninstallOutcome {
        try await (target ?? self.target()).uninstall(
            Self.name(name), data: data, progress: heard.sink)
    }

    static func name(_ text: String) throws -> InstallationName {
        try SampleApplication.name(text, { InstallationName($0) })
    }

    /// What of Valise is on the engine and in the state folder.
    func picture() async throws -> Picture {
        let client = try await EngineClient.connect(to: engine)
        let isOurs = { (labels: [String: String]) in labels[ObjectLabel.installation] != nil }
        var containers: [String: String] = [:]
        var ids: [String: String] = [:]
        for container in try await client.listContainers(.all) where isOurs(container.labels) {
            let details = try await client.inspectContainer(container.id)
            let networks = details?.networks.keys.sorted().joined(separator: "+") ?? ""
            containers[container.name] = "\(container.state) \(networks)"
            ids[container.name] = container.id
        }
        let images = try await client.listImages()
        return Picture(
            containers: containers, ids: ids,
            networks: try await client.listNetworks().filter { isOurs($0.labels) }.map(\.name).sorted(),
            volumes: try await client.listVolumes().filter { isOurs($0.labels) }.map(\.name).sorted(),
            tags: images.flatMap(\.tags).sorted(), images: images.map(\.id).sorted(),
            digests: images.flatMap(\.digests).filter { $0.hasPrefix("127.0.0.1") }, units: host.unitNames,
            files: files())
    }

    private func files() -> [String] {
        let all = FileManager.default.enumerator(atPath: state.rawValue)?.compactMap { $0 as? String } ?? []
        return all.filter { !$0.hasPrefix("ledger.sqlite") }.sorted()
    }
}

struct Picture: Hashable, Sendable {
    /// State and networks, by name.
    var containers: [String: String]
    var ids: [String: String]
    var networks: [String]
    var volumes: [String]
    var tags: [String]
    var images: [String]
    var digests: [String]
    var units: [String]
    var files: [String]

    /// What is the same after every install of the same, wherever: without the engine's own IDs.
    var shape: Picture {
        var shape = self
        shape.ids = [:]
        return shape
    }
}

/// Stops an operation at its n-th record, from 0, as a power cut would; counts them all.
final class PowerCut: StepObserver {
    struct Happened: Error {}
    private let limit: Int?
    private let seen = Mutex<[JournalPoint]>([])
    init(at limit: Int?) { self.limit = limit }

    var points: [JournalPoint] { seen.withLock { $0 } }

    func reached(_ point: JournalPoint) throws {
        let count = seen.withLock { seen in
            seen.append(point)
            return seen.count
        }
        // After the cut nothing is written any more, whoever still runs.
        if let limit, count > limit { throw Happened() }
    }
}

/// What an operation told.
final class EventLog: Sendable {
    private let events = Mutex<[ProgressEvent]>([])
    var all: [ProgressEvent] { events.withLock { $0 } }
    var sink: ProgressSink { { event in self.events.withLock { $0.append(event) } } }
}

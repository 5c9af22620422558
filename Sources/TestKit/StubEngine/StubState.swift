import Foundation
import Vocabulary

/// All that a stub engine holds. Calls are in extensions, by kind of object.
actor StubState {
    let configuration: StubConfiguration
    let rootDirectory: AbsolutePath
    let cluster: StubCluster
    var membership: Membership?
    var containers: [String: StubContainer] = [:]
    var networks: [String: StubNetwork] = [:]
    var volumes: [String: StubVolume] = [:]
    var images: [String: StubImage] = [:]
    /// Plain layers by digest.
    var layers: [Digest: [UInt8]] = [:]
    /// Blobs that were fetched, to the layer that they hold.
    var blobs: [Digest: Digest] = [:]
    /// References in full with a tag, to the image's ID.
    var tags: [String: String] = [:]
    /// How many images were imported.
    var imports = 0
    /// Names in each archive that was loaded.
    var loads: [[String]] = []
    /// `name@digest` in full, to the image's ID.
    var digests: [String: String] = [:]
    var execs: [String: StubExec] = [:]
    /// Files of images that were looked into, by the image's ID.
    var fileCache: [String: StubFiles] = [:]
    var scripts: [(containers: StubContainers, script: StubScript)] = []
    var events: [StubJSON] = []
    /// Everything that was asked to be made, in order.
    var creations: [StubCreation] = []
    private var listeners: [Int: AsyncStream<Void>.Continuation] = [:]
    private var nextListener = 0
    private var nextNumber = 0
    private var lastTime: Int64 = 0

    init(_ configuration: StubConfiguration, rootDirectory: AbsolutePath, cluster: StubCluster) {
        self.configuration = configuration
        self.cluster = cluster
        self.rootDirectory = rootDirectory
        for (index, name) in ["bridge", "host", "none"].enumerated() {
            let id = Self.identifier("network \(name)")
            networks[id] = StubNetwork(
                id: id, name: name, driver: name == "none" ? "null" : name, labels: [:], specification: [:],
                subnet: index == 0 ? "172.17.0.0/16" : "", created: StubTime(nanoseconds: 0))
        }
    }

    // Numbers and times.

    /// 64 digits, different for every text.
    static func identifier(_ text: String) -> String { Digest.of(Array(text.utf8)).hex }
    func newIdentifier() -> String {
        nextNumber += 1
        return Self.identifier("\(rootDirectory) \(nextNumber)")
    }
    /// Strictly later than the last.
    func now() -> StubTime {
        lastTime = max(lastTime + 1, Int64(Date().timeIntervalSince1970 * 1_000_000_000))
        return StubTime(nanoseconds: lastTime)
    }

    // Waiting for something to happen.

    /// One element for whatever changes, until the task ends.
    func changes() -> AsyncStream<Void> {
        let number = nextListener
        nextListener += 1
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        listeners[number] = continuation
        continuation.onTermination = { [weak self] _ in Task { await self?.forget(number) } }
        return stream
    }
    private func forget(_ listener: Int) { listeners[listener] = nil }
    func changed() { for listener in listeners.values { listener.yield() } }

    func emit(_ type: String, _ action: String, id: String, _ attributes: [String: String]) {
        let time = now()
        events.append([
            "Type": .string(type), "Action": .string(action), "status": .string(action), "id": .string(id),
            "Actor": ["ID": .string(id), "Attributes": StubJSON(attributes)], "scope": "local",
            "time": .int(time.nanoseconds / 1_000_000_000), "timeNano": .int(time.nanoseconds),
        ])
        changed()
    }

    // Looking things up.

    /// By name, ID, or a start of an ID that only one has.
    func container(_ name: String) throws -> StubContainer {
        if let found = containers[name] ?? containers.values.first(where: { $0.name == name }) { return found }
        let found = name.count >= 2 ? containers.values.filter { $0.id.hasPrefix(name) } : []
        guard found.count == 1 else { throw StubError.noContainer(name) }
        return found[0]
    }

    func network(_ name: String) throws -> StubNetwork {
        if let found = networks[name] ?? networks.values.first(where: { $0.name == name }) { return found }
        let found = name.count >= 2 ? networks.values.filter { $0.id.hasPrefix(name) } : []
        guard found.count == 1 else { throw StubError.noNetwork(name) }
        return found[0]
    }

    func setScript(_ containers: StubContainers, _ script: StubScript) {
        scripts.removeAll { $0.containers == containers }
        scripts.append((containers, script))
    }

    func script(for container: StubContainer) -> StubScript? {
        // What is said of one container counts more than what is said of its service, its image or all.
        let services = [ObjectLabel.service, "com.docker.swarm.service.name"].compactMap { container.labels[$0] }
        let keys: [StubContainers] =
            [.named(container.name)] + services.map { .service($0) }
            + [.image(container.specification["Image"].text ?? ""), .all]
        return keys.lazy.compactMap { key in self.scripts.first { $0.containers == key }?.script }.first
    }

    func snapshot() -> StubSnapshot {
        let held = containers.values.map { container in
            (
                container.name,
                StubSnapshot.Container(
                    state: container.state, image: container.specification["Image"].text ?? "",
                    labels: container.labels, networks: container.endpoints.keys.sorted(),
                    mounts: container.mounts.map { "\($0.name.isEmpty ? $0.source : $0.name):\($0.destination)" })
            )
        }
        let own = networks.values.filter { !$0.isPredefined }.map { ($0.name, $0.labels) }
        return StubSnapshot(
            containers: Dictionary(uniqueKeysWithValues: held), networks: Dictionary(uniqueKeysWithValues: own),
            volumes: volumes.mapValues(\.labels), tags: tags, digests: digests, images: Set(images.keys))
    }

    /// Whether labels match a filter of `key` or `key=value` texts.
    static func matches(_ labels: [String: String], _ wanted: [String]) -> Bool {
        wanted.allSatisfy { text in
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard let value = labels[parts[0]] else { return false }
            return parts.count == 1 || value == parts[1]
        }
    }
}

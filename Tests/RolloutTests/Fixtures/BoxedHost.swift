import HostAccess
import Synchronization
import Vocabulary

/// This machine, but for its boot units: those go into a box, so that no test starts anything at boot.
final class BoxedHost: HostAccess {
    private let host = LocalHost()
    private let units = Mutex<[String: String]>([:])

    var unitNames: [String] { units.withLock { $0.keys.sorted() } }
    func unit(_ name: String) -> String? { units.withLock { $0[name] } }

    func machineFacts(stateDirectory: AbsolutePath, paths: [AbsolutePath]) -> MachineFacts {
        host.machineFacts(stateDirectory: stateDirectory, paths: paths)
    }
    func hostName() -> HostName? { host.hostName() }
    func bootID() -> String? { host.bootID() }
    func kind(of path: AbsolutePath) -> MachineFacts.PathKind { host.kind(of: path) }
    func freeSpace(at path: AbsolutePath) -> FreeSpace? { host.freeSpace(at: path) }
    func makeFolder(_ path: AbsolutePath, owner: Int, group: Int, mode: Int) throws -> Change {
        try host.makeFolder(path, owner: owner, group: group, mode: mode)
    }
    func makePrivateFolder(_ path: AbsolutePath, holding names: Set<String>) throws -> Change {
        try host.makePrivateFolder(path, holding: names)
    }
    func writeTree(at path: AbsolutePath, _ entries: [TreeEntry]) throws -> Change {
        try host.writeTree(at: path, entries)
    }
    func drift(at path: AbsolutePath, from entries: [TreeEntry]) throws -> [TreeDrift] {
        try host.drift(at: path, from: entries)
    }
    func removeTree(_ path: AbsolutePath, below base: AbsolutePath) throws -> Change {
        try host.removeTree(path, below: base)
    }
    func removeEmptyFolder(_ path: AbsolutePath) throws -> Change { try host.removeEmptyFolder(path) }
    func names(in folder: AbsolutePath) throws -> [String] { try host.names(in: folder) }
    func contents(of path: AbsolutePath, limit: ByteCount) throws -> [UInt8]? {
        try host.contents(of: path, limit: limit)
    }
    func isRunning(_ process: ProcessIdentity) -> Bool { host.isRunning(process) }
    func installExecutable(from source: AbsolutePath, at path: AbsolutePath) throws -> Change {
        try host.installExecutable(from: source, at: path)
    }
    func answer(to probe: EndpointProbe, at address: String, within limit: Duration) async -> EndpointAnswer {
        await host.answer(to: probe, at: address, within: limit)
    }
    func lackingStretches(of file: CollectedFile) throws -> [CollectedFile.Stretch] {
        try host.lackingStretches(of: file)
    }
    func complete(
        _ file: CollectedFile, with stretches: [CollectedFile.Stretch],
        from content: (CollectedFile.Stretch) -> BlobBody
    ) throws -> Change {
        try host.complete(file, with: stretches, from: content)
    }
    func serveImages(
        _ listing: RegistryListing, port: Int, collecting file: CollectedFile?,
        blob: @escaping @Sendable (Digest) throws -> BlobBody?,
        onEvent: @escaping @Sendable (BlobEvent) -> Void
    ) async throws -> any LoopbackService {
        try await host.serveImages(listing, port: port, collecting: file, blob: blob, onEvent: onEvent)
    }
    func answerPeers(
        at address: String, on ports: [PeerPort], token: PeerToken, within limit: Duration
    ) throws -> any PeerService {
        try host.answerPeers(at: address, on: ports, token: token, within: limit)
    }
    func tryPeers(_ targets: [PeerTarget], within limit: Duration) async throws -> [PeerReport] {
        try await host.tryPeers(targets, within: limit)
    }
    func writeMarker(in folder: AbsolutePath) throws -> Marker { try host.writeMarker(in: folder) }
    func abandonedMarkers(in folder: AbsolutePath) -> [AbsolutePath] { host.abandonedMarkers(in: folder) }
    func engineSocket(at path: AbsolutePath) throws -> EngineSocket { try host.engineSocket(at: path) }

    func installBootUnit(_ unit: BootUnit) -> BootUnitOutcome {
        units.withLock { units in
            defer { units[unit.name] = unit.content }
            return units[unit.name] == unit.content ? .alreadySo : .enabled
        }
    }
    func removeBootUnit(named name: String) -> Change {
        units.withLock { $0.removeValue(forKey: name) == nil ? .alreadySo : .made }
    }
    func hasBootUnit(_ unit: BootUnit) -> Bool { units.withLock { $0[unit.name] == unit.content } }
}

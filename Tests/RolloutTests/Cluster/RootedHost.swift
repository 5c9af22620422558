import Foundation
import Rollout
import Synchronization
import TestKit
import Vocabulary

@testable import HostAccess

/// One of several hosts on this machine: a folder of a test's own is its `/`, its registry is shared by all of them, as they have one loopback address in common.
final class RootedHost: HostAccess {
    private let root: AbsolutePath
    private let name: HostName
    private let registries: SharedRegistries
    private let host = LocalHost()
    private let lives = Mutex<Bool>(false)
    private let mesh = Mutex<Bool>(false)
    private let intrusion = Mutex<(folder: String, body: @Sendable () async throws -> Void)?>(nil)
    private let way = Mutex<Way>(.open)
    private let free = Mutex<ByteCount?>(nil)
    private let alteration = Mutex<@Sendable (inout MachineFacts) -> Void>({ _ in })

    /// Whether its verbs can be asked for.
    enum Way: Sendable {
        case open
        /// It goes with the next change that it is asked for: nothing of that is done, or all.
        case endsBefore, endsAfter
        case closed
    }

    /// Looked at once: a kernel's symbol table is long.
    private static let machine = LocalHost().machineFacts(stateDirectory: .root, paths: [])

    init(_ name: HostName, root: AbsolutePath, registries: SharedRegistries) {
        self.name = name
        self.root = root
        self.registries = registries
    }

    /// Whether processes that held a ledger on it are still there: none was ever started, so a test says it.
    var workerLives: Bool {
        get { lives.withLock { $0 } }
        set { lives.withLock { $0 = newValue } }
    }

    /// Whether its kernel has what virtual addresses need; this machine's may be without.
    var carriesRoutingMesh: Bool {
        get { mesh.withLock { $0 } }
        set { mesh.withLock { $0 = newValue } }
    }

    /// Does something once, before a tree is written below a folder of this name.
    func beforeNextTree(below folder: String, _ body: @escaping @Sendable () async throws -> Void) {
        intrusion.withLock { $0 = (folder, body) }
    }

    /// So much is free on its disks from now on, wherever its engine looks.
    func setFree(_ count: ByteCount) { free.withLock { $0 = count } }
    func setWay(_ way: Way) { self.way.withLock { $0 = way } }

    /// What its machine is from now on, other than this one.
    func alter(_ body: @escaping @Sendable (inout MachineFacts) -> Void) { alteration.withLock { $0 = body } }

    /// As a connection that was lost.
    private var lost: Problem {
        var problem = LinkProblem.lost("it does not answer")
        problem.message = "host `\(name)`: " + problem.message
        return problem
    }

    private func requireWay() throws {
        if way.withLock({ $0 }) == .closed { throw lost }
    }

    private func changing(_ body: () throws -> Change) throws -> Change {
        let found = way.withLock { way in
            defer { if way != .open { way = .closed } }
            return way
        }
        switch found {
        case .open: return try body()
        case .endsAfter: _ = try body()
        case .endsBefore, .closed: break
        }
        throw lost
    }

    func inside(_ path: AbsolutePath) -> AbsolutePath {
        path == .root ? root : path.below(.root).map { root.appending($0) } ?? root
    }

    func machineFacts(stateDirectory: AbsolutePath, paths: [AbsolutePath]) throws -> MachineFacts {
        try requireWay()
        var facts = Self.machine
        facts.stateDirectory = .init(
            path: stateDirectory, failure: nil, free: host.freeSpace(at: inside(stateDirectory)), fsyncMilliseconds: 1)
        facts.paths = Dictionary(
            paths.map { ($0, host.kind(of: inside($0))) }, uniquingKeysWith: { first, _ in first })
        // What others use on this machine concerns no test; ports that other tests were given do.
        facts.listeners = registries.othersPorts.map {
            .init(transport: .tcp, address: "127.0.0.1", port: $0, process: nil, processID: nil)
        }
        facts.routes = []
        let carries = carriesRoutingMesh
        for feature in ["ip_vs", "ip_vs_rr", "xt_ipvs"] { facts.kernelFeatures[feature] = carries }
        alteration.withLock { $0 }(&facts)
        return facts
    }
    func hostName() -> HostName? { name }
    func bootID() -> String? { host.bootID() }
    func kind(of path: AbsolutePath) throws -> MachineFacts.PathKind {
        try requireWay()
        return host.kind(of: inside(path))
    }
    func freeSpace(at path: AbsolutePath) -> FreeSpace? {
        var found = host.freeSpace(at: inside(path))
        if let free = free.withLock({ $0 }) { found = FreeSpace(free, on: Self.otherDisk) }
        return found
    }
    /// Of the engine alone, where a test says what is free.
    private static let otherDisk = UInt64.max
    func makeFolder(_ path: AbsolutePath, owner: Int, group: Int, mode: Int) throws -> Change {
        try changing { try host.makeFolder(inside(path), owner: owner, group: group, mode: mode) }
    }
    func makePrivateFolder(_ path: AbsolutePath, holding names: Set<String>) throws -> Change {
        try changing { try host.makePrivateFolder(inside(path), holding: names) }
    }
    func writeTree(at path: AbsolutePath, _ entries: [TreeEntry]) async throws -> Change {
        let body = intrusion.withLock { intrusion in
            guard let found = intrusion, path.rawValue.contains("/\(found.folder)/") else {
                return nil as (@Sendable () async throws -> Void)?
            }
            intrusion = nil
            return found.body
        }
        try await body?()
        return try changing { try host.writeTree(at: inside(path), entries) }
    }
    func drift(at path: AbsolutePath, from entries: [TreeEntry]) throws -> [TreeDrift] {
        try requireWay()
        return try host.drift(at: inside(path), from: entries)
    }
    func removeTree(_ path: AbsolutePath, below base: AbsolutePath) throws -> Change {
        try changing { try host.removeTree(inside(path), below: inside(base)) }
    }
    func removeEmptyFolder(_ path: AbsolutePath) throws -> Change {
        try changing { try host.removeEmptyFolder(inside(path)) }
    }
    func names(in folder: AbsolutePath) throws -> [String] {
        try requireWay()
        return try host.names(in: inside(folder))
    }
    func contents(of path: AbsolutePath, limit: ByteCount) throws -> [UInt8]? {
        try requireWay()
        return try host.contents(of: inside(path), limit: limit)
    }
    func isRunning(_ process: ProcessIdentity) -> Bool { workerLives }
    func installExecutable(from source: AbsolutePath, at path: AbsolutePath) throws -> Change {
        try host.installExecutable(from: source, at: inside(path))
    }
    func answer(to probe: EndpointProbe, at address: String, within limit: Duration) async -> EndpointAnswer {
        await host.answer(to: probe, at: address, within: limit)
    }
    func lackingStretches(of file: CollectedFile) throws -> [CollectedFile.Stretch] {
        try requireWay()
        return try host.lackingStretches(of: inside(file))
    }
    func complete(
        _ file: CollectedFile, with stretches: [CollectedFile.Stretch],
        from content: (CollectedFile.Stretch) -> BlobBody
    ) throws -> Change {
        try changing { try host.complete(inside(file), with: stretches, from: content) }
    }
    private func inside(_ file: CollectedFile) -> CollectedFile {
        var inner = file
        inner.folder = inside(file.folder)
        inner.others = file.others.map { inside($0) }
        return inner
    }
    func serveImages(
        _ listing: RegistryListing, port: Int, collecting file: CollectedFile?,
        blob: @escaping @Sendable (Digest) throws -> BlobBody?,
        onEvent: @escaping @Sendable (BlobEvent) -> Void
    ) async throws -> any LoopbackService {
        try await registries.serve(listing, port: port, blob: blob, onEvent: onEvent)
    }
    /// The hosts of a test have addresses that nobody has.
    func answerPeers(
        at address: String, on ports: [PeerPort], token: PeerToken, within limit: Duration
    ) throws -> any PeerService {
        throw Problem("test.no-network", .defect, "there is no network between these hosts")
    }
    func tryPeers(_ targets: [PeerTarget], within limit: Duration) throws -> [PeerReport] {
        throw Problem("test.no-network", .defect, "there is no network between these hosts")
    }
    func writeMarker(in folder: AbsolutePath) throws -> Marker {
        let marker = try host.writeMarker(in: inside(folder))
        return Marker(path: folder.appending(marker.path.lastComponent), content: marker.content)
    }
    func abandonedMarkers(in folder: AbsolutePath) -> [AbsolutePath] { [] }
    func engineSocket(at path: AbsolutePath) throws -> EngineSocket { try host.engineSocket(at: path) }
    func installBootUnit(_ unit: BootUnit) -> BootUnitOutcome { .alreadySo }
    func removeBootUnit(named name: String) -> Change { .alreadySo }
    func hasBootUnit(_ unit: BootUnit) -> Bool { true }
}

/// A registry for the hosts of one test, begun by the first and ended with the last of them.
actor SharedRegistries {
    private var running: (service: Task<any LoopbackService, any Error>, users: Int)?
    private var ending: Task<Void, Never>?
    /// A port that no other test of this process was given.
    nonisolated let port: Int
    nonisolated var othersPorts: [Int] { (28_001...28_100).filter { $0 != port } }

    private static let next = Mutex(0)

    init() throws {
        // Another process may have the one that is next.
        for _ in 0..<100 {
            let candidate = Self.next.withLock { next in
                next += 1
                return 28_001 + next % 100
            }
            guard Self.isFree(candidate) else { continue }
            port = candidate
            return
        }
        throw Problem("test.no-port", .defect, "no port is free")
    }

    func serve(
        _ listing: RegistryListing, port: Int, blob: @escaping @Sendable (Digest) throws -> BlobBody?,
        onEvent: @escaping @Sendable (BlobEvent) -> Void
    ) async throws -> any LoopbackService {
        let service: Task<any LoopbackService, any Error>
        if let running {
            service = running.service
            self.running = (service, running.users + 1)
        } else {
            let before = ending
            service = Task {
                await before?.value
                return try await LoopbackRegistries().serve(listing, port: port, blob: blob, onEvent: onEvent)
            }
            running = (service, 1)
        }
        _ = try await service.value
        return Share(registries: self)
    }

    private func leave() async {
        guard let (service, users) = running else { return }
        running = users > 1 ? (service, users - 1) : nil
        guard users == 1 else { return }
        let end = Task { if case .success(let service) = await service.result { await service.stop() } }
        ending = end
        await end.value
    }

    private final class Share: LoopbackService {
        private let registries: SharedRegistries
        private let isOver = Mutex(false)
        init(registries: SharedRegistries) { self.registries = registries }
        var counting: BlobCounting { .asServed }
        func stop() async {
            let isFirst = isOver.withLock { isOver in
                defer { isOver = true }
                return !isOver
            }
            if isFirst { await registries.leave() }
        }
    }
}

extension SharedRegistries {
    private static func isFree(_ port: Int) -> Bool {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}

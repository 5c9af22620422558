import Foundation
public import Vocabulary

/// This machine. Its verbs are synchronous: they end when the disk has answered.
public struct LocalHost: HostAccess {
    let system: SystemFiles
    let units: SystemdUnits
    let loopback: (any LoopbackServing)?

    /// - Parameter loopback: what serves images here; without it ``serveImages(_:port:collecting:blob:onEvent:)`` is a defect.
    public init(loopback: (any LoopbackServing)? = nil) {
        self.init(system: SystemFiles(), root: .root, loopback: loopback)
    }

    /// - Parameters:
    ///   - root: stands in for `/` where units are written.
    ///   - manager: of boot units; `nil`: as root, the machine's, and else this person's own.
    init(
        system: SystemFiles, root: AbsolutePath, loopback: (any LoopbackServing)? = nil, manager: UnitManager? = nil
    ) {
        self.system = system
        self.loopback = loopback
        let own =
            geteuid() == 0
            ? UnitManager.machine(root)
            : UnitManager.person(
                geteuid(), ProcessInfo.processInfo.environment, accounts: system.text("etc/passwd"), root)
        units = SystemdUnits(
            manager: manager ?? own, bootedMark: root.appending("run/systemd/system"),
            programs: [root.appending("lib/systemd/systemd"), root.appending("usr/lib/systemd/systemd")])
    }

    /// On a thread of its own: waiting for a service takes none of Swift's.
    public func answer(to probe: EndpointProbe, at address: String, within limit: Duration) async -> EndpointAnswer {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(returning: EndpointTrial(probe, at: address, within: limit).run())
            }
        }
    }

    public func answerPeers(
        at address: String, on ports: [PeerPort], token: PeerToken, within limit: Duration
    ) throws -> any PeerService {
        try PeerResponder(at: address, on: ports, token: token, within: limit)
    }

    /// On a thread of its own: waiting for other hosts takes none of Swift's.
    public func tryPeers(_ targets: [PeerTarget], within limit: Duration) async throws -> [PeerReport] {
        let trials = try PeerTrials(targets, within: limit)
        return await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: trials.run()) }
        }
    }

    public func kind(of path: AbsolutePath) -> MachineFacts.PathKind {
        var information = stat()
        guard stat(path.rawValue, &information) == 0 else {
            return errno == ENOENT || errno == ENOTDIR ? .missing : .other
        }
        switch information.st_mode & S_IFMT {
        case S_IFREG: return .file
        case S_IFDIR: return .folder
        case S_IFSOCK: return .socket
        case S_IFBLK, S_IFCHR: return .device
        default: return .other
        }
    }

    public func freeSpace(at path: AbsolutePath) -> FreeSpace? {
        var current = path
        while true {
            var space = statvfs()
            var place = stat()
            if statvfs(current.rawValue, &space) == 0, stat(current.rawValue, &place) == 0 {
                let free = Int64(clamping: UInt64(space.f_bavail) * UInt64(space.f_frsize))
                return FreeSpace(ByteCount(free), on: UInt64(place.st_dev))
            }
            guard errno == ENOENT || errno == ENOTDIR, current != current.parent else { return nil }
            current = current.parent
        }
    }

    public func makeFolder(_ path: AbsolutePath, owner: Int, group: Int, mode: Int) throws -> Change {
        // Not root: everything can only be ours, and the engine says what it thinks of that.
        let isRoot = geteuid() == 0
        return try Folders.make(path, owner: isRoot ? owner : nil, group: isRoot ? group : nil, mode: mode)
    }

    public func makePrivateFolder(_ path: AbsolutePath, holding names: Set<String>) throws -> Change {
        try Folders.makePrivate(path, holding: names)
    }

    public func writeTree(at path: AbsolutePath, _ entries: [TreeEntry]) throws -> Change {
        try FileTree.write(path, entries)
    }

    public func drift(at path: AbsolutePath, from entries: [TreeEntry]) throws -> [TreeDrift] {
        try TreeComparison.drift(at: path, from: entries) { try TreeComparison.digest(of: $1) }
    }

    public func removeTree(_ path: AbsolutePath, below base: AbsolutePath) throws -> Change {
        try TreeRemoval.remove(path, below: base)
    }

    public func removeEmptyFolder(_ path: AbsolutePath) throws -> Change {
        if rmdir(path.rawValue) == 0 {
            try FileDescriptor.open(path.parent.rawValue, O_RDONLY | O_DIRECTORY, to: "open the folder").sync()
            return .made
        }
        // A place where something is mounted is somebody's.
        if [ENOENT, ENOTEMPTY, EEXIST, EBUSY].contains(errno) { return .alreadySo }
        throw HostProblem.last("remove", path.rawValue)
    }

    public func names(in folder: AbsolutePath) throws -> [String] {
        let number = open(folder.rawValue, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if number < 0, errno == ENOENT { return [] }
        try HostProblem.check(number, "list", folder.rawValue)
        return try FileDescriptor(adopting: number, path: folder.rawValue).names()
    }

    public func isRunning(_ process: ProcessIdentity) -> Bool {
        let machine = MachineDescription(system: system)
        return machine.bootID == process.boot && machine.startTime(of: process.number) == process.start
    }

    public func installExecutable(from source: AbsolutePath, at path: AbsolutePath) throws -> Change {
        let body = try Self.body(of: source)
        return try installExecutable(body, at: path) { try TreeComparison.digest(of: body) }
    }

    /// - Parameter digest: asked for only where a program of this size is there already.
    func installExecutable(
        _ body: BlobBody, at path: AbsolutePath, digest: () throws -> Digest
    ) throws -> Change {
        var information = stat()
        if lstat(path.rawValue, &information) == 0, information.st_mode & S_IFMT == S_IFREG,
            information.st_mode & 0o7777 == 0o755, Int64(information.st_size) == body.size,
            try TreeComparison.digest(of: Self.body(of: path, O_NOFOLLOW)) == digest()
        {
            return .alreadySo
        }
        try Folders.writeFile(path, mode: 0o755, body)
        return .made
    }

    /// A file's content, open.
    static func body(of path: AbsolutePath, _ flags: Int32 = 0) throws -> BlobBody {
        let file = try FileDescriptor.open(path.rawValue, O_RDONLY | flags, to: "read")
        let size = try Int64(file.information().st_size)
        return .region(FileRegion(descriptor: file.number, offset: 0, length: size, owner: file))
    }

    public func writeMarker(in folder: AbsolutePath) throws -> Marker {
        let content = Array(UUID().uuidString.lowercased().utf8)
        let path = folder.appending(Marker.prefix + String(decoding: content.prefix(8), as: UTF8.self))
        // Readable by all: the container that reads it back may not run as root.
        try Folders.writeFile(path, mode: 0o644, .bytes(content))
        return Marker(path: path, content: content)
    }

    public func abandonedMarkers(in folder: AbsolutePath) -> [AbsolutePath] {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder.rawValue) } catch { return [] }
        return names.filter { $0.hasPrefix(Marker.prefix) }.sorted().map { folder.appending($0) }
            .filter { MarkerHold($0) != nil }
    }

    public func installBootUnit(_ unit: BootUnit) throws -> BootUnitOutcome { try units.install(unit) }
    public func removeBootUnit(named name: String) throws -> Change { try units.remove(name) }
    public func hasBootUnit(_ unit: BootUnit) throws -> Bool { try units.isInPlace(unit) }

    /// The socket itself.
    public func engineSocket(at path: AbsolutePath) throws -> EngineSocket {
        _ = try UnixSocket.connect(to: path)
        return EngineSocket(path: path)
    }

    /// Nothing is collected: what is served is on this machine already.
    public func serveImages(
        _ listing: RegistryListing, port: Int, collecting file: CollectedFile?,
        blob: @escaping @Sendable (Digest) throws -> BlobBody?, onEvent: @escaping @Sendable (BlobEvent) -> Void
    ) async throws -> any LoopbackService {
        try await loopbackServing().serve(listing, port: port, blob: blob, onEvent: onEvent)
    }

    public func lackingStretches(of file: CollectedFile) throws -> [CollectedFile.Stretch] {
        try CollectingFile.open(file)?.lacking() ?? []
    }

    public func complete(
        _ file: CollectedFile, with stretches: [CollectedFile.Stretch],
        from content: (CollectedFile.Stretch) -> BlobBody
    ) throws -> Change {
        guard let collecting = try CollectingFile.open(file) else { return .alreadySo }
        try collecting.complete(stretches, content)
        return .made
    }

    func loopbackServing() throws -> any LoopbackServing {
        guard let loopback else {
            throw Problem("host.no-registry", .defect, "cannot serve images: this program has no registry")
        }
        return loopback
    }
}

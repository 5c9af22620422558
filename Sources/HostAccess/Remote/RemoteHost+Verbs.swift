import Foundation
public import Vocabulary

extension RemoteHost {
    public func machineFacts(stateDirectory: AbsolutePath, paths: [AbsolutePath]) async throws -> MachineFacts {
        try await client.ask(.machineFacts(stateDirectory: stateDirectory, paths: paths))
    }

    public func hostName() async throws -> HostName? { try await client.ask(.hostName) }
    public func bootID() async throws -> String? { try await client.ask(.bootID) }

    public func kind(of path: AbsolutePath) async throws -> MachineFacts.PathKind {
        try await client.ask(.kind(path: path))
    }

    public func freeSpace(at path: AbsolutePath) async throws -> FreeSpace? {
        try await client.ask(.freeSpace(path: path))
    }

    public func makeFolder(_ path: AbsolutePath, owner: Int, group: Int, mode: Int) async throws -> Change {
        try await client.ask(
            .makeFolder(path: path, owner: Bounded(owner), group: Bounded(group), mode: Bounded(mode)))
    }

    public func makePrivateFolder(_ path: AbsolutePath, holding names: Set<String>) async throws -> Change {
        try await client.ask(.makePrivateFolder(path: path, names: names))
    }

    public func writeTree(at path: AbsolutePath, _ entries: [TreeEntry]) async throws -> Change {
        let outline = try entries.map { try TreeOutline($0, .contentFollows) }
        return try await client.ask(.writeTree(path: path, entries: outline)) { stream in
            for entry in entries {
                if case .file(let body) = entry.content { try body.send(over: stream) }
            }
        }
    }

    /// What is compared are digests: no content travels.
    public func drift(at path: AbsolutePath, from entries: [TreeEntry]) async throws -> [TreeDrift] {
        let outline = try await Self.onThread { try entries.map { try TreeOutline($0, .digests) } }
        return try await client.ask(.drift(path: path, entries: outline))
    }

    public func removeTree(_ path: AbsolutePath, below base: AbsolutePath) async throws -> Change {
        try await client.ask(.removeTree(path: path, base: base))
    }

    public func removeEmptyFolder(_ path: AbsolutePath) async throws -> Change {
        try await client.ask(.removeEmptyFolder(path: path))
    }

    public func names(in folder: AbsolutePath) async throws -> [String] {
        try await client.ask(.names(folder: folder))
    }

    public func contents(of path: AbsolutePath, limit: ByteCount) async throws -> [UInt8]? {
        let limit = try Bounded<Length>(Int(clamping: limit.bytes))
        var content: [UInt8] = []
        while let piece = try await client.ask(
            .contents(path: path, offset: Bounded(content.count), limit: limit), for: FilePiece?.self)
        {
            content += piece.content
            if piece.content.isEmpty || Int64(content.count) >= piece.size { return content }
        }
        return nil
    }

    public func isRunning(_ process: ProcessIdentity) async throws -> Bool {
        try await client.ask(.isRunning(process: process))
    }

    /// `source` is a file of this machine. It travels only where the host has another one or none.
    public func installExecutable(from source: AbsolutePath, at path: AbsolutePath) async throws -> Change {
        let body = try LocalHost.body(of: source)
        let digest = try await Self.onThread { try TreeComparison.digest(of: body) }
        let size = try Bounded<Length>(Int(clamping: body.size))
        return try await client.ask(.installExecutable(path: path, size: size, digest: digest)) {
            try body.send(over: $0)
        }
    }

    /// Looks from the host. A connection that is lost is no answer either.
    public func answer(to probe: EndpointProbe, at address: String, within limit: Duration) async -> EndpointAnswer {
        do {
            return try await client.ask(.answer(probe: probe, address: address, limit: Self.milliseconds(limit)))
        } catch let problem as Problem {
            return .silent(problem.message)
        } catch {
            return .silent("the look was given up")
        }
    }

    public func writeMarker(in folder: AbsolutePath) async throws -> Marker {
        let marker = try await client.ask(.writeMarker(folder: folder), for: MarkerMessage.self)
        return Marker(path: marker.path, content: marker.content, hold: RemoteHold(marker.path, self))
    }

    public func abandonedMarkers(in folder: AbsolutePath) async throws -> [AbsolutePath] {
        try await client.ask(.abandonedMarkers(folder: folder))
    }

    public func installBootUnit(_ unit: BootUnit) async throws -> BootUnitOutcome {
        try await client.ask(.installBootUnit(unit))
    }

    public func removeBootUnit(named name: String) async throws -> Change {
        try await client.ask(.removeBootUnit(name: name))
    }

    public func hasBootUnit(_ unit: BootUnit) async throws -> Bool { try await client.ask(.hasBootUnit(unit)) }

    /// A socket of this machine that leads to the host's.
    public func engineSocket(at path: AbsolutePath) async throws -> EngineSocket {
        _ = try await client.ask(.tryEngine(socket: path), for: Nothing.self)
        let forward = try EngineForward(to: path, through: client)
        return EngineSocket(path: forward.path, forward: forward, host: self)
    }

    /// The registry is the far end's; blobs go there as they are stored, when they are asked for.
    public func serveImages(
        _ listing: RegistryListing, port: Int, collecting file: CollectedFile?,
        blob: @escaping @Sendable (Digest) throws -> BlobBody?, onEvent: @escaping @Sendable (BlobEvent) -> Void
    ) async throws -> any LoopbackService {
        let number = try await client.ask(
            .serveImages(listing: listing, port: Bounded(port), collecting: file), for: UInt32.self)
        return RemoteImages(number, through: client, blob: blob, onEvent: onEvent)
    }

    public func lackingStretches(of file: CollectedFile) async throws -> [CollectedFile.Stretch] {
        try await client.ask(.lackingStretches(of: file))
    }

    public func complete(
        _ file: CollectedFile, with stretches: [CollectedFile.Stretch],
        from content: @escaping @Sendable (CollectedFile.Stretch) -> BlobBody
    ) async throws -> Change {
        try await client.ask(.complete(file, stretches: stretches)) { stream in
            for stretch in stretches { try content(stretch).send(over: stream) }
        }
    }

    public func answerPeers(
        at address: String, on ports: [PeerPort], token: PeerToken, within limit: Duration
    ) async throws -> any PeerService {
        let message = try await client.ask(
            .answerPeers(address: address, ports: ports, token: token, limit: Self.milliseconds(limit)),
            for: PeerMessage.self)
        return RemotePeers(message, through: client)
    }

    public func tryPeers(_ targets: [PeerTarget], within limit: Duration) async throws -> [PeerReport] {
        try await client.ask(.tryPeers(targets, limit: Self.milliseconds(limit)))
    }

    /// Rounded up, and a day at most.
    private static func milliseconds(_ limit: Duration) throws -> Bounded<Milliseconds> {
        let count = min(max(0, limit / .milliseconds(1)), Double(Milliseconds.range.upperBound))
        return try Bounded(Int(count.rounded(.up)))
    }

    /// Reading may block, and takes none of Swift's threads.
    private static func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value
    {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
        }
    }
}

extension BlobBody {
    /// Sends it to its end; it must be as long as it says.
    fileprivate func send(over stream: OutgoingBytes) throws {
        var sent: Int64 = 0
        try forEachChunk(ofFile: "a body", shortfall: .isAnError) { chunk in
            try stream.write(chunk)
            sent += Int64(chunk.count)
        }
        guard sent == size else {
            throw Problem(
                "host.body-size", .defect, "a body is not as long as it says", expected: "\(size) bytes",
                found: "\(sent)")
        }
    }
}

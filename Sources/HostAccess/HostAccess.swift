public import Vocabulary

/// What may be done to a host: typed verbs, never a shell. In process it is ``LocalHost``, on another machine ``RemoteHost``.
///
/// Every verb that changes something says how it left things, may be called again (what is already so is left alone), and throws a
/// `Problem` with a code `host.…`: `host.disk-full`, `host.not-permitted`, `host.not-a-folder`, `host.input-output`…
/// What it has written is on the disk when it returns.
public protocol HostAccess: Sendable {
    /// Everything about the machine that checks decide on. Changes nothing. Cost: a second at most; the slow parts are five synced writes and,
    /// on a kernel without a module folder, its symbol table.
    /// - Parameters:
    ///   - stateDirectory: where the target's state is or will be kept; it need not be there yet.
    ///   - paths: the absolute bind sources whose kind is wanted.
    func machineFacts(stateDirectory: AbsolutePath, paths: [AbsolutePath]) async throws -> MachineFacts

    /// The name that the machine gives itself; `nil` where that is no valid host name.
    func hostName() async throws -> HostName?

    /// Changes with every boot; `nil` where the system has none.
    func bootID() async throws -> String?

    /// What a path leads to, links followed.
    func kind(of path: AbsolutePath) async throws -> MachineFacts.PathKind

    /// Free for this user on the file system of a path, or of the nearest folder above it that exists.
    func freeSpace(at path: AbsolutePath) async throws -> FreeSpace?

    /// Makes a folder, and those above it with mode 0755. One that is there already is left as it is: its content belongs to the installation.
    func makeFolder(_ path: AbsolutePath, owner: Int, group: Int, mode: Int) async throws -> Change

    /// Makes a folder that nobody else looks into (0700). One that is there is made so where it is empty or holds nothing but what is named: it is ours. Throws `host.folder-open` (12) where
    /// others can look into one that holds something else.
    func makePrivateFolder(_ path: AbsolutePath, holding names: Set<String>) async throws -> Change

    /// Puts a tree of files in place as a whole: after a crash there is either all of it or nothing under `path`. A folder of that name that is
    /// there already is left as it is: the name is the content's digest.
    func writeTree(at path: AbsolutePath, _ entries: [TreeEntry]) async throws -> Change

    /// How a tree differs from what it was written from, sorted by path; empty where it does not.
    func drift(at path: AbsolutePath, from entries: [TreeEntry]) async throws -> [TreeDrift]

    /// Removes a file or a folder with all that is in it. Follows no link, leaves no file system, and only ever removes something below `base`.
    func removeTree(_ path: AbsolutePath, below base: AbsolutePath) async throws -> Change

    /// Removes a folder if it is empty.
    func removeEmptyFolder(_ path: AbsolutePath) async throws -> Change

    /// Names of what is in a folder, sorted; empty where there is no such folder.
    func names(in folder: AbsolutePath) async throws -> [String]

    /// A small file's content, links not followed; `nil` where there is none. Throws `host.too-large` where it has more than `limit`.
    func contents(of path: AbsolutePath, limit: ByteCount) async throws -> [UInt8]?

    /// Whether a process still runs; a number that was given to another one since does not count, nor does another boot.
    func isRunning(_ process: ProcessIdentity) async throws -> Bool

    /// Copies a program to `path` with mode 0755, as a whole; the same content is left as it is.
    func installExecutable(from source: AbsolutePath, at path: AbsolutePath) async throws -> Change

    /// Looks from this host whether a service answers at an address (IPv4 or IPv6, in digits). Never throws: no answer is an answer. Cost: at most `limit`.
    func answer(to probe: EndpointProbe, at address: String, within limit: Duration) async -> EndpointAnswer

    /// Puts a small file of random content into a folder, for the engine to read back.
    func writeMarker(in folder: AbsolutePath) async throws -> Marker
    /// Markers in a folder whose writer was killed; sorted. A folder that cannot be looked into has none.
    func abandonedMarkers(in folder: AbsolutePath) async throws -> [AbsolutePath]

    /// Writes a unit and has it started at every boot.
    func installBootUnit(_ unit: BootUnit) async throws -> BootUnitOutcome

    /// Takes a unit away again.
    func removeBootUnit(named name: String) async throws -> Change

    /// Whether a unit of exactly this content is in place and will be started at boot.
    func hasBootUnit(_ unit: BootUnit) async throws -> Bool

    /// Where this process reaches the engine that listens at a unix socket of the host. Throws `engine.unreachable` where nobody takes connections there.
    func engineSocket(at path: AbsolutePath) async throws -> EngineSocket

    /// Serves images to the engine of the host, on the host's own loopback address, until the service is stopped or the connection ends. Each blob is brought when it is asked
    /// for, as it is stored. Throws `registry.cannot-listen` (14) where the port is taken.
    ///
    /// - Parameters:
    ///   - listing: what there is.
    ///   - port: of 127.0.0.1 on the host.
    ///   - file: where blobs that come from another machine are kept on the host as they pass, for ``complete(_:with:from:)``; that it cannot be written is no failure of this.
    ///   - blob: a stored blob, a config or a layer as the bundle has it; called from threads of its own.
    ///   - onEvent: called from other threads.
    func serveImages(
        _ listing: RegistryListing, port: Int, collecting file: CollectedFile?,
        blob: @escaping @Sendable (Digest) throws -> BlobBody?,
        onEvent: @escaping @Sendable (BlobEvent) -> Void
    ) async throws -> any LoopbackService

    /// What of a file the host does not have: neither was it brought with ``serveImages(_:port:collecting:blob:onEvent:)``, nor is it in a file that was collected beside it. From the front; none where
    /// the file is in its place. Cost: reads and hashes once what is there.
    func lackingStretches(of file: CollectedFile) async throws -> [CollectedFile.Stretch]

    /// Adds what is lacking, and puts the file in its place as a whole. Throws `bundle.digest` (11) where a piece that was sent is not what its digest says.
    ///
    /// - Parameters:
    ///   - file: what is put together.
    ///   - stretches: what ``lackingStretches(of:)`` has given just before.
    ///   - content: of each, as long as it.
    func complete(
        _ file: CollectedFile, with stretches: [CollectedFile.Stretch],
        from content: @escaping @Sendable (CollectedFile.Stretch) -> BlobBody
    ) async throws -> Change

    /// Answers other hosts on ports of this one, until the service is stopped, the limit is over or the connection ends. Who does not know the token gets no answer; the answer
    /// is shorter than the question. A port that cannot be had is an answer of its own. Throws `host.too-many-peers`.
    ///
    /// - Parameters:
    ///   - address: of this host, in digits; no other one of it answers.
    ///   - ports: at most 8.
    ///   - token: made for this host and this look.
    ///   - limit: at most ten minutes.
    func answerPeers(
        at address: String, on ports: [PeerPort], token: PeerToken, within limit: Duration
    ) async throws -> any PeerService

    /// Tries ports of other hosts from this one, all at the same time. Changes nothing. Throws `host.too-many-peers`. Cost: as long as the slowest answer takes, and `limit` at most;
    /// where packets are not as large as Ethernet's, 0.6 s.
    ///
    /// - Parameters:
    ///   - targets: at most 32.
    ///   - limit: what has not answered by then is silent.
    /// - Returns: in the order of the targets.
    func tryPeers(_ targets: [PeerTarget], within limit: Duration) async throws -> [PeerReport]
}

extension HostAccess {
    /// Serves images, and keeps nothing of them.
    public func serveImages(
        _ listing: RegistryListing, port: Int, blob: @escaping @Sendable (Digest) throws -> BlobBody?,
        onEvent: @escaping @Sendable (BlobEvent) -> Void
    ) async throws -> any LoopbackService {
        try await serveImages(listing, port: port, collecting: nil, blob: blob, onEvent: onEvent)
    }
}

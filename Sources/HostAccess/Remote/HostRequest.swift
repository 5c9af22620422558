import Vocabulary

/// What the near end may ask of the far one: the verbs of ``HostAccess/HostAccess``, a marker given back, and the engine's socket. What it cannot decode it refuses.
enum HostRequest: Codable, Sendable {
    case machineFacts(stateDirectory: AbsolutePath, paths: [AbsolutePath])
    case hostName
    case bootID
    case kind(path: AbsolutePath)
    case freeSpace(path: AbsolutePath)
    case makeFolder(path: AbsolutePath, owner: Bounded<Account>, group: Bounded<Account>, mode: Bounded<Permissions>)
    /// The contents of its files follow, in the order of the entries.
    case writeTree(path: AbsolutePath, entries: [TreeOutline])
    case drift(path: AbsolutePath, entries: [TreeOutline])
    case removeTree(path: AbsolutePath, base: AbsolutePath)
    case removeEmptyFolder(path: AbsolutePath)
    case names(folder: AbsolutePath)
    /// Its content follows, unless it is there already.
    case installExecutable(path: AbsolutePath, size: Bounded<Length>, digest: Digest)
    case answer(probe: EndpointProbe, address: String, limit: Bounded<Milliseconds>)
    case writeMarker(folder: AbsolutePath)
    case releaseMarker(path: AbsolutePath)
    case abandonedMarkers(folder: AbsolutePath)
    case installBootUnit(BootUnit)
    case removeBootUnit(name: String)
    case hasBootUnit(BootUnit)
    /// Whether it takes connections.
    case tryEngine(socket: AbsolutePath)
    /// After the answer: bytes in both directions.
    case connectEngine(socket: AbsolutePath)
}

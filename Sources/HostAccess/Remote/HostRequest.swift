import Vocabulary

/// What the near end may ask of the far one: the verbs of ``HostAccess/HostAccess``, a marker given back, and the engine's socket. What it cannot decode it refuses.
enum HostRequest: Codable, Sendable {
    case machineFacts(stateDirectory: AbsolutePath, paths: [AbsolutePath])
    case hostName
    case bootID
    case kind(path: AbsolutePath)
    case freeSpace(path: AbsolutePath)
    case makeFolder(path: AbsolutePath, owner: Bounded<Account>, group: Bounded<Account>, mode: Bounded<Permissions>)
    case makePrivateFolder(path: AbsolutePath, names: Set<String>)
    /// The contents of its files follow, in the order of the entries.
    case writeTree(path: AbsolutePath, entries: [TreeOutline])
    case drift(path: AbsolutePath, entries: [TreeOutline])
    case lackingStretches(of: CollectedFile)
    /// The contents of the stretches follow, in their order.
    case complete(CollectedFile, stretches: [CollectedFile.Stretch])
    case removeTree(path: AbsolutePath, base: AbsolutePath)
    case removeEmptyFolder(path: AbsolutePath)
    case names(folder: AbsolutePath)
    /// A piece of a file, of which there may be more.
    case contents(path: AbsolutePath, offset: Bounded<Length>, limit: Bounded<Length>)
    case isRunning(process: ProcessIdentity)
    /// Its content follows, unless it is there already.
    case installExecutable(path: AbsolutePath, size: Bounded<Length>, digest: Digest)
    case answer(probe: EndpointProbe, address: String, limit: Bounded<Milliseconds>)
    case writeMarker(folder: AbsolutePath)
    case releaseMarker(path: AbsolutePath)
    case abandonedMarkers(folder: AbsolutePath)
    case installBootUnit(BootUnit)
    case removeBootUnit(name: String)
    case hasBootUnit(BootUnit)
    /// A registry on the host's loopback address; the answer is its number.
    case serveImages(listing: RegistryListing, port: Bounded<Port>, collecting: CollectedFile?)
    /// What it wants next; nothing once it was stopped.
    case nextBlob(service: UInt32)
    /// The blob's content follows.
    case supplyBlob(service: UInt32, demand: UInt32)
    case stopImages(service: UInt32)
    /// Whether it takes connections.
    case tryEngine(socket: AbsolutePath)
    /// After the answer: bytes in both directions.
    case connectEngine(socket: AbsolutePath)
    /// Ports of the host on which it answers others; the answer has a number.
    case answerPeers(address: String, ports: [PeerPort], token: PeerToken, limit: Bounded<Milliseconds>)
    case stopPeers(service: UInt32)
    case tryPeers([PeerTarget], limit: Bounded<Milliseconds>)
}

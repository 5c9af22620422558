public import Vocabulary

/// Where this process reaches the engine of a host, for as long as the value lives.
public struct EngineSocket: Sendable {
    /// A unix socket of this machine.
    public let path: AbsolutePath
    private let forward: EngineForward?
    /// Whose connection is kept.
    private let host: RemoteHost?

    init(path: AbsolutePath, forward: EngineForward? = nil, host: RemoteHost? = nil) {
        self.path = path
        self.forward = forward
        self.host = host
    }
}

/// What a client may take of a registry server. The defaults are for engines on the same machine or a local network.
public struct RegistryLimits: Sendable, Hashable {
    /// Open connections; one more is closed at once. An engine uses a few for each image that it pulls.
    public var connections = 512
    /// Seconds until a request is there as a whole, counted from the connection or the answer before it; bytes that trickle in do not extend it.
    public var requestSeconds: Int64 = 60
    /// Seconds until a client has taken the next mebibyte. Long, as an engine stops reading while a slow disk syncs.
    public var writeSeconds: Int64 = 300
    /// Seconds that answers under way are given by `stop()`.
    public var stopSeconds: Int64 = 5
    /// Bytes of memory for bodies that are made on the way, all clients together: three of the largest windows (32 MiB), as many as an engine downloads at a time. A client that
    /// does not read holds its part for `writeSeconds` at most.
    public var generationBytes: Int64 = 104 << 20
    /// Bytes of the request line, and of any one header field.
    public var headerFieldBytes = 8 * 1024
    /// Bytes of all header fields of a request.
    public var headerBytes = 64 * 1024

    public init() {}
}

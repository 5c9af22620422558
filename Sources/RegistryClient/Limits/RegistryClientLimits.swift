/// How long a registry may take and how much it may send. Every wait and every body is under one of these.
public struct RegistryClientLimits: Hashable, Sendable {
    /// To reach a host, its TLS handshake included.
    public var connect: Duration = .seconds(10)
    /// For the head of an answer to a request without a body: what Docker Hub needs on a bad day is under 20 s.
    public var answer: Duration = .seconds(60)
    /// How long no byte may move in either direction; longer is a broken line, which is resumed.
    public var stall: Duration = .seconds(30)
    /// The largest manifest: what registries accept (distribution, `maxPayloadSize`; OCI distribution specification 1.1, "Pushing Manifests", asks for at least that).
    public var manifestBytes = 4 << 20
    /// The largest answer of a token server. Tokens are a few KiB, as they must fit into a header.
    public var tokenBytes = 256 << 10
    /// How much of an error's body is read for its message.
    public var errorBytes = 64 << 10
    /// Hops from a registry to where it keeps its blobs: one is usual, two are seen.
    public var redirects = 5
    /// Blobs that are moved at a time from or to one registry: as many as Docker's engine pulls (3), and one.
    public var transfers = 4
    /// What an upload holds in memory.
    public var uploadBytes = 256 << 10

    public init() {}
}

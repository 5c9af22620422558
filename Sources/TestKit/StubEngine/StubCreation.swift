/// A request to make something, as it came.
public struct StubCreation: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case container, network, volume, connection, service, config, secret
    }
    public var kind: Kind
    /// As it was asked for; of a connection, the container and the network.
    public var name: String
    public var body: StubJSON
}

public import Vocabulary

/// A manifest or index, as the registry sent it.
public struct RegistryManifest: Hashable, Sendable {
    /// Type, digest and size of the bytes.
    public var descriptor: Descriptor
    /// Exactly what came: the digest is over these.
    public var bytes: [UInt8]

    public init(descriptor: Descriptor, bytes: [UInt8]) {
        self.descriptor = descriptor
        self.bytes = bytes
    }
}

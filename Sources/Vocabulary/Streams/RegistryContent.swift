/// What a registry serves: manifests by tag or digest, tags, blobs. Read-only; every answer comes at once, without network.
public protocol RegistryContent: Sendable {
    /// All repositories, sorted.
    var repositories: [String] { get }
    /// Tags of a repository, sorted; `nil` where there is no such repository.
    func tags(of repository: String) -> [String]?
    /// The manifest or index; `nil` where it is unknown. Throws a ``Problem`` where stored content is damaged.
    func manifest(in repository: String, for selector: ManifestSelector) throws -> ServedManifest?
    /// A config or layer that a manifest of this repository names; `nil` where it is unknown.
    func blob(in repository: String, digest: Digest) throws -> BlobBody?
}

/// How a client asks for a manifest.
public enum ManifestSelector: Hashable, Sendable {
    case tag(String)
    case digest(Digest)
}

/// A manifest as it goes out.
public struct ServedManifest: Hashable, Sendable {
    public var mediaType: MediaType
    public var digest: Digest
    public var bytes: [UInt8]
    public init(mediaType: MediaType, digest: Digest, bytes: [UInt8]) {
        self.mediaType = mediaType
        self.digest = digest
        self.bytes = bytes
    }
}

/// In which form the layers of an image go out.
public enum ServedForm: String, Hashable, Sendable, Codable, CaseIterable {
    /// As they are stored, zstd-compressed.
    case packed
    /// Decompressed on the way, for engines that cannot read zstd.
    case plain
}

/// What some content is, its digest and its size: OCI image specification 1.1, descriptor.md.
public struct Descriptor: Hashable, Sendable, Codable {
    public var mediaType: MediaType
    public var digest: Digest
    /// In bytes.
    public var size: Int64
    public var annotations: [String: String]?
    public var platform: Platform?
    public var artifactType: MediaType?
    /// Where else the content can be had. On layers that a registry need not have, "foreign" or "non-distributable" ones.
    public var urls: [String]?

    public init(
        mediaType: MediaType, digest: Digest, size: Int64, annotations: [String: String]? = nil,
        platform: Platform? = nil, artifactType: MediaType? = nil, urls: [String]? = nil
    ) {
        self.mediaType = mediaType
        self.digest = digest
        self.size = size
        self.annotations = annotations
        self.platform = platform
        self.artifactType = artifactType
        self.urls = urls
    }

    /// Describes bytes in memory.
    public static func of(_ bytes: [UInt8], as mediaType: MediaType) -> Descriptor {
        Descriptor(mediaType: mediaType, digest: .of(bytes), size: Int64(bytes.count))
    }
}

/// Annotation keys: OCI image specification 1.1, annotations.md.
public enum AnnotationKey {
    /// On an entry of `index.json`: the full reference of the image.
    public static let referenceName = "org.opencontainers.image.ref.name"
    /// On a layer of an artifact: the path of the file.
    public static let title = "org.opencontainers.image.title"
}

/// What a registry serves whose blobs are elsewhere: everything small as it is, and of the rest what there is. So it can be handed to another host, which asks for a blob when it needs it.
public struct RegistryListing: Hashable, Sendable, Codable {
    /// Sorted by name.
    public var repositories: [Repository]
    /// The manifests and indexes that repositories name, each once.
    public var documents: [Document]

    public init(repositories: [Repository], documents: [Document]) {
        self.repositories = repositories
        self.documents = documents
    }

    public struct Repository: Hashable, Sendable, Codable {
        /// `docker.io/library/redis`; see `ImageReference.servedRepository`.
        public var name: String
        public var tags: [String: Digest]
        public var manifests: [Digest]
        /// Configs, as they are stored.
        public var configs: [Descriptor]
        public var layers: [BundledLayer]
        public init(
            name: String, tags: [String: Digest], manifests: [Digest], configs: [Descriptor], layers: [BundledLayer]
        ) {
            self.name = name
            self.tags = tags
            self.manifests = manifests
            self.configs = configs
            self.layers = layers
        }
    }

    /// A manifest or an index. Bytes and digest are one: who takes it from elsewhere asks ``isWhole``.
    public struct Document: Hashable, Sendable, Codable {
        public var mediaType: MediaType
        public var digest: Digest
        /// Canonical JSON is text, and so is every manifest.
        public var text: String
        public init(mediaType: MediaType, digest: Digest, text: String) {
            self.mediaType = mediaType
            self.digest = digest
            self.text = text
        }
        public var isWhole: Bool { Digest.of(Array(text.utf8)) == digest }
    }
}

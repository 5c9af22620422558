/// An image index: OCI image specification 1.1, image-index.md.
public struct ImageIndex: Hashable, Sendable, Codable {
    public var schemaVersion: Int
    public var mediaType: MediaType?
    public var artifactType: MediaType?
    public var manifests: [Descriptor]
    public var annotations: [String: String]?
    public init(manifests: [Descriptor], annotations: [String: String]? = nil) {
        schemaVersion = 2
        mediaType = .imageIndex
        artifactType = nil
        self.manifests = manifests
        self.annotations = annotations
    }
}

/// An image manifest: OCI image specification 1.1, manifest.md.
public struct ImageManifest: Hashable, Sendable, Codable {
    public var schemaVersion: Int
    public var mediaType: MediaType?
    public var artifactType: MediaType?
    public var config: Descriptor
    public var layers: [Descriptor]
    public var annotations: [String: String]?
    public init(
        artifactType: MediaType? = nil, config: Descriptor, layers: [Descriptor], annotations: [String: String]? = nil
    ) {
        schemaVersion = 2
        mediaType = .imageManifest
        self.artifactType = artifactType
        self.config = config
        self.layers = layers
        self.annotations = annotations
    }
}

/// What Valise reads of an image's config (OCI image specification 1.1, config.md). The bytes are never rewritten: their digest is the image.
public struct ImageConfiguration: Hashable, Sendable, Codable {
    public var architecture: String
    public var os: String
    public var variant: String?
    public var config: Execution?
    public var rootfs: RootFileSystem

    public struct RootFileSystem: Hashable, Sendable, Codable {
        public var type: String
        public var diffIDs: [Digest]
        enum CodingKeys: String, CodingKey {
            case type
            case diffIDs = "diff_ids"
        }
    }

    public struct Execution: Hashable, Sendable, Codable {
        public var user: String?
        public var exposedPorts: [String: Empty]?
        public var environment: [String]?
        public var entrypoint: [String]?
        public var command: [String]?
        public var volumes: [String: Empty]?
        public var workingDirectory: String?
        public var labels: [String: String]?
        /// Not in the OCI specification; Docker's builders write it and its engines obey it (Docker Image Specification 1.2, "Healthcheck").
        public var healthcheck: Healthcheck?
        public init() {}
        enum CodingKeys: String, CodingKey {
            case user = "User"
            case exposedPorts = "ExposedPorts"
            case environment = "Env"
            case entrypoint = "Entrypoint"
            case command = "Cmd"
            case volumes = "Volumes"
            case workingDirectory = "WorkingDir"
            case labels = "Labels"
            case healthcheck = "Healthcheck"
        }
    }

    /// Durations in nanoseconds; 0 and `nil` mean the engine's default.
    public struct Healthcheck: Hashable, Sendable, Codable {
        /// `["NONE"]`, `["CMD", …]`, `["CMD-SHELL", …]`.
        public var test: [String]?
        public var interval: Int64?
        public var timeout: Int64?
        public var startPeriod: Int64?
        public var retries: Int64?
        public init() {}
        enum CodingKeys: String, CodingKey {
            case test = "Test"
            case interval = "Interval"
            case timeout = "Timeout"
            case startPeriod = "StartPeriod"
            case retries = "Retries"
        }
    }

    public struct Empty: Hashable, Sendable, Codable { public init() {} }

    public var platform: Platform { Platform(os: os, architecture: architecture, variant: variant) }
}

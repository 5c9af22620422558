public import Vocabulary

/// An entry of `GET /images/json`.
public struct ImageSummary: Hashable, Sendable, Decodable {
    /// The config's digest in a classic store, a manifest's or index's in containerd's.
    public let id: String
    /// In familiar form: `redis:7`; empty where there is none.
    public let tags: [String]
    /// `redis@sha256:…`
    public let digests: [String]
    public let labels: [String: String]
    /// Bytes.
    public let size: Int64
    /// Seconds since 1970.
    public let created: Int64

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case tags = "RepoTags"
        case digests = "RepoDigests"
        case labels = "Labels"
        case size = "Size"
        case created = "Created"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        // Old engines write `<none>` for what is not there; Podman lists among the tags what it has pulled by digest.
        let tags: [String] = try values.list(.tags)
        self.tags = tags.filter { !$0.contains("<none>") && !$0.contains("@") }
        let digests: [String] = try values.list(.digests)
        self.digests = digests.filter { !$0.contains("<none>") }
        labels = try values.map(.labels)
        size = try values.number(.size)
        created = try values.number(.created)
    }
}

/// `GET /images/{name}/json`.
public struct ImageDetails: Hashable, Sendable, Decodable {
    /// The config's digest in a classic store, a manifest's or index's in containerd's.
    public let id: String
    public let tags: [String]
    public let digests: [String]
    public let platform: Platform
    /// RFC 3339.
    public let created: String
    /// Bytes.
    public let size: Int64
    /// `diff_id`s of the layers, lowest first.
    public let layers: [String]
    public let user: String
    public let environment: [String]
    public let entrypoint: [String]
    public let command: [String]
    public let workingDirectory: String
    public let labels: [String: String]
    public let exposedPorts: [String]
    public let volumes: [String]

    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case tags = "RepoTags"
        case digests = "RepoDigests"
        case os = "Os"
        case architecture = "Architecture"
        case variant = "Variant"
        case created = "Created"
        case size = "Size"
        case root = "RootFS"
        case configuration = "Config"
    }
    private struct Root: Decodable {
        var layers: [String]?
        enum CodingKeys: String, CodingKey { case layers = "Layers" }
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        tags = try values.list(.tags)
        digests = try values.list(.digests)
        let variant = try values.text(.variant)
        platform = Platform(
            os: try values.text(.os), architecture: try values.text(.architecture),
            variant: variant.isEmpty ? nil : variant)
        created = try values.text(.created)
        size = try values.number(.size)
        layers = try values.decodeIfPresent(Root.self, forKey: .root)?.layers ?? []
        let execution = try values.decodeIfPresent(ImageConfiguration.Execution.self, forKey: .configuration)
        user = execution?.user ?? ""
        environment = execution?.environment ?? []
        entrypoint = execution?.entrypoint ?? []
        command = execution?.command ?? []
        workingDirectory = execution?.workingDirectory ?? ""
        labels = execution?.labels ?? [:]
        exposedPorts = execution?.exposedPorts?.keys.sorted() ?? []
        volumes = execution?.volumes?.keys.sorted() ?? []
    }
}

/// One line of the answer to `DELETE /images/{name}`.
public enum ImageRemoval: Hashable, Sendable, Decodable {
    case untagged(String)
    case deleted(String)
    enum CodingKeys: String, CodingKey {
        case untagged = "Untagged"
        case deleted = "Deleted"
    }
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        if let reference = try values.decodeIfPresent(String.self, forKey: .untagged) {
            self = .untagged(reference)
        } else {
            self = .deleted(try values.decode(String.self, forKey: .deleted))
        }
    }
}

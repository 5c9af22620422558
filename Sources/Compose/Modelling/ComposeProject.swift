public import Vocabulary

/// An application as its Compose files describe it, after interpolation, merging, `extends`, `include` and profiles.
public struct ComposeProject: Hashable, Sendable {
    /// The Compose project: lower-case letters, digits, hyphens and underscores.
    public var name: String
    /// Services that are in an active profile or in none; sorted by name.
    public var services: [ComposeService]
    /// Services whose profiles are all inactive; sorted by name.
    public var inactiveServices: [ComposeService]
    /// Sorted by key. Only those that an active service uses, as with `docker compose config`.
    public var networks: [ComposeNetwork]
    public var volumes: [ComposeVolume]
    public var secrets: [ComposeFileObject]
    public var configs: [ComposeFileObject]
    /// Every profile that some service names, sorted.
    public var profiles: [String]
    /// `x-…` keys at the top.
    public var extensions: [String: ComposeValue]
    /// The whole model as `docker compose config --format json` prints it, keys sorted.
    public var canonical: ComposeValue
    /// The same with the `x-…` keys of services and other objects, and with models: what the reference prints as YAML, see ``YAMLForm``.
    public var extended: ComposeValue
    /// What is not wrong enough to refuse: unset variables, obsolete keys.
    public var warnings: [Problem]
    /// Every file that was read, in the order of reading, once each: Compose files, `env_file`s, `.env` files of includes.
    public var filesRead: [AbsolutePath]

    public func service(_ name: ServiceName) -> ComposeService? { services.first { $0.name == name } }
}

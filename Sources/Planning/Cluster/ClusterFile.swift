/// A config or secret that the cluster keeps, and gives to the tasks that are granted it. Named by its content, which Swarm never changes: another content is another object, and services that
/// have it are updated to that.
public struct ClusterFile: Hashable, Sendable, Codable {
    public var kind: DesiredContainer.Grant.Kind
    /// `INSTALLATION_KEY_DIGEST`: at most 64 bytes (swarmkit, `validateAnnotations`).
    public var name: String
    public var labels: [String: String]
    /// May hold secrets.
    public var content: ConfigurationFolder.Content

    public init(
        kind: DesiredContainer.Grant.Kind, name: String, labels: [String: String],
        content: ConfigurationFolder.Content
    ) {
        self.kind = kind
        self.name = name
        self.labels = labels
        self.content = content
    }

    /// How many bytes Swarm takes, at most (swarmkit, `MaxSecretSize` and `MaxConfigSize`, which are exclusive).
    static func limit(_ kind: DesiredContainer.Grant.Kind) -> Int64 { (kind == .secret ? 500 : 1000) * 1024 - 1 }
}

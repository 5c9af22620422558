/// A systemd unit (systemd.unit(5)) that is started at every boot. Without root it is one of the person's own, started with their session.
public struct BootUnit: Hashable, Sendable, Codable {
    /// Without `.service`: `valise-hello`.
    public var name: String
    /// The unit file without its `[Install]` section, which follows from whose unit it is.
    public var content: String

    public init(name: String, content: String) {
        self.name = name
        self.content = content
    }
}

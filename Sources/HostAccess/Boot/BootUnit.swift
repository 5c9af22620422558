/// A systemd unit (systemd.unit(5)) that is started at every boot.
public struct BootUnit: Hashable, Sendable, Codable {
    /// Without `.service`: `valise-hello`.
    public var name: String
    /// The unit file.
    public var content: String

    public init(name: String, content: String) {
        self.name = name
        self.content = content
    }
}

/// A process, so that no later one is taken for it.
public struct ProcessIdentity: Hashable, Sendable, Codable {
    public var number: Int
    /// `HostAccess.bootID()` of its host when it was started.
    public var boot: String
    /// Linux: clock ticks since that boot (proc(5), `/proc/PID/stat`, field 22).
    public var start: String

    public init(number: Int, boot: String, start: String) {
        self.number = number
        self.boot = boot
        self.start = start
    }
}

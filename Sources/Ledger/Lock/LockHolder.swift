/// The process that works on a target.
public struct LockHolder: Hashable, Sendable, Codable {
    /// The host's name, for people.
    public var host: String
    /// Which machine it is, whatever it is called at the time: `/etc/machine-id` (machine-id(5)) where there is one, else its name.
    public var machine: String
    public var process: Int
    /// Changes with every boot of the host.
    public var boot: String
    /// When the process was started, in a unit of the system that only ever is compared (Linux: clock ticks since boot). Tells two
    /// processes apart that had the same number.
    public var processStart: String
    /// What it does, for the message to the second one: `install hello`.
    public var activity: String
    /// Seconds since 1970, UTC, by that host's clock.
    public var since: Int64

    public init(
        host: String, machine: String, process: Int, boot: String, processStart: String, activity: String, since: Int64
    ) {
        self.host = host
        self.machine = machine
        self.process = process
        self.boot = boot
        self.processStart = processStart
        self.activity = activity
        self.since = since
    }
}

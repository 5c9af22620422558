/// What the containers of a stub do instead of what their command says.
public struct StubScript: Hashable, Sendable {
    /// Lines that it writes to standard output when it is started.
    public var output: [String] = []
    /// The exit code; `nil` is: it runs until it is stopped.
    public var exitCode: Int?
    /// What its health check says, where it has one.
    public var health: Health = .healthy
    /// Why it cannot be started.
    public var startFailure: String?

    public enum Health: Hashable, Sendable {
        /// At once.
        case healthy
        /// Once it was looked at so often.
        case healthyAfter(inspections: Int)
        /// At once.
        case unhealthy
        /// For ever.
        case starting
    }
    public init(exitCode: Int? = nil, health: Health = .healthy) {
        self.exitCode = exitCode
        self.health = health
    }
}

/// Which containers a script is for.
public enum StubContainers: Hashable, Sendable {
    case named(String)
    /// By the label of Docker Compose, or by the name of the Swarm service.
    case service(String)
    /// By the image as it was asked for.
    case image(String)
    case all
}

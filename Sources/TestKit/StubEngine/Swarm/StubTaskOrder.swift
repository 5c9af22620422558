/// What a node is told to run.
struct StubTaskOrder: Sendable {
    var name: String
    var labels: [String: String]
    /// `ContainerSpec`
    var container: StubJSON
    /// Those of the host.
    var ports: [StubJSON]
    var networks: [Attachment]
    /// Configs and secrets.
    var files: [(path: String, file: StubFile)]

    struct Attachment: Sendable {
        var network: StubNetwork
        var address: String
    }
}

/// What became of it.
enum StubTaskOutcome: Sendable {
    /// There is no container.
    case rejected(String)
    /// There is one that does not run.
    case failed(String, container: String)
    case started(container: String)
}

/// What a node sees of a task's container.
struct StubTaskSight: Sendable {
    var isRunning: Bool
    var exitCode: Int
    var health: String?
}

import Vocabulary

/// A node as the managers know it.
struct StubNode {
    let id: String
    /// Not held: an engine that is thrown away is a node that is gone.
    weak var state: StubState?
    let facts: Facts
    var specification: StubJSON
    /// A member of the managers; one that has left by force still counts.
    var isManager: Bool
    /// Nobody hears of it.
    var isCut = false
    /// It went by itself.
    var hasLeft = false
    var version: UInt64
    let created: StubTime
    var updated: StubTime

    var isUp: Bool { !isCut && !hasLeft }
    var availability: String { specification["Availability"].text ?? "active" }
    var labels: [String: String] { specification["Labels"].textMembers }

    /// What it tells of itself.
    struct Facts: Sendable {
        var hostName: String
        var address: String
        var platform: Platform
        var nanoCPUs: Int64
        var memory: Int64
        var release: String
        var labels: [String: String]

        /// As `uname` says.
        var machine: String { ["amd64": "x86_64", "arm64": "aarch64"][platform.architecture] ?? platform.architecture }
    }
}

struct StubService {
    let id: String
    var specification: StubJSON
    var previous: StubJSON?
    var update: Update?
    /// Of a job.
    var iteration: UInt64?
    var lastExecution: StubTime?
    var version: UInt64
    let created: StubTime
    var updated: StubTime

    struct Update {
        var state: String
        var message: String
        let startedAt: StubTime
        var completedAt: StubTime?
        var isRunning: Bool { ["updating", "rollback_started"].contains(state) }
    }

    var name: String { specification["Name"].text ?? "" }
    var template: StubJSON { specification["TaskTemplate"] }
    var endpoint: StubJSON { specification["EndpointSpec"] }
    var mode: StubJSON { specification["Mode"] }
    var isJob: Bool { mode["ReplicatedJob"] != .null || mode["GlobalJob"] != .null }
    var isGlobal: Bool { mode["Global"] != .null || mode["GlobalJob"] != .null }
    var modeName: String {
        ["Replicated": "replicated", "Global": "global", "ReplicatedJob": "replicated-job", "GlobalJob": "global-job"]
            .first { mode[$0.key] != .null }?.value ?? "replicated"
    }
    var replicas: Int { Int(mode["Replicated"]["Replicas"].number ?? 1) }
    var maxConcurrent: Int { Int(mode["ReplicatedJob"]["MaxConcurrent"].number ?? 1) }
    var completions: Int { Int(mode["ReplicatedJob"]["TotalCompletions"].number ?? Int64(maxConcurrent)) }
    var hostPorts: [StubJSON] { endpoint["Ports"].list.filter { $0["PublishMode"].text == "host" } }
}

struct StubTask {
    let id: String
    let serviceID: String
    /// Which of the replicas, or which node: there is one wanted task in each place.
    let place: String
    let slot: Int
    let template: StubJSON
    let endpoint: StubJSON
    let iteration: UInt64?
    /// How many came before it in its place and failed.
    let attempt: Int
    var nodeID: String?
    var state = "pending"
    var message = "pending task scheduling"
    var error = ""
    var timestamp: StubTime
    var desired: String
    var container: String?
    var exitCode = 0
    /// It has ended and nothing follows on it.
    var isLast = false
    /// By the network's ID.
    var addresses: [String: String] = [:]
    var version: UInt64
    let created: StubTime
    var updated: StubTime

    var isOver: Bool { ["complete", "shutdown", "failed", "rejected", "orphaned"].contains(state) }
    var isWanted: Bool { ["running", "ready", "complete"].contains(desired) }
    /// It has been put on a node and should be there.
    var isActive: Bool { !isOver && nodeID != nil }
}

/// A config or a secret.
struct StubBlob {
    let id: String
    let specification: StubJSON
    let version: UInt64
    let created: StubTime
    var name: String { specification["Name"].text ?? "" }
}

import Vocabulary

/// How long one question to a host may take where somebody waits to be told how things are.
struct Patience: Sendable {
    let limit: Duration

    /// An engine that is well answers within a second, on a busy small machine within some. One whose cluster has no leader would say so after 20 s (moby, `swarmRequestTimeout`): twice as long as anybody needs to wait for it.
    static let looking = Patience(limit: .seconds(10))

    /// What the body gives, if it does in time; else it is cancelled, and `host.silent` (14) is thrown.
    func wait<Answer: Sendable>(
        for host: HostName, _ body: @escaping @Sendable () async throws -> Answer
    ) async throws -> Answer {
        try await withThrowingTaskGroup(of: Answer?.self) { group in
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            if let first = try await group.next(), let answer = first { return answer }
            throw Problem(
                "host.silent", .step, "the engine of the host `\(host)` does not answer within \(limit)",
                consequence: "what it alone knows is not shown",
                hint: "see whether the host is busy, or whether the others of its cluster are away: `valise status`")
        }
    }
}

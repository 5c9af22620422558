/// Does some work, and gives up when it takes longer: a body that trickles never stalls.
func withTimeLimit<Value: Sendable>(
    _ limit: Duration, at origin: Origin, _ work: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value.self) { group in
        group.addTask { try await work() }
        group.addTask {
            try await Task.sleep(for: limit)
            throw ExchangeFailure(.stalled, at: origin)
        }
        defer { group.cancelAll() }
        guard let first = try await group.next() else { throw CancellationError() }
        return first
    }
}

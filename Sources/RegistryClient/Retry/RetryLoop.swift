/// Counts the attempts of one request and waits between them.
struct RetryLoop {
    let policy: RetryPolicy
    let timing: RegistryTiming
    private var attempt = 0
    private var begin: Duration

    init(_ policy: RetryPolicy, _ timing: RegistryTiming) {
        self.policy = policy
        self.timing = timing
        begin = timing.elapsed()
    }

    /// Waits as long as the policy says, or throws `error` where it says to give up.
    mutating func wait(after error: any Error) async throws {
        guard let failure = error as? ExchangeFailure else { throw error }
        attempt += 1
        let decision = policy.decision(
            after: failure.retryCause, attempt: attempt, elapsed: timing.elapsed() - begin, random: timing.random())
        switch decision {
        case .giveUp: throw error
        case .again(let wait): try await timing.sleep(wait)
        }
    }

    /// There was progress: the count begins again.
    mutating func moved() {
        attempt = 0
        begin = timing.elapsed()
    }

    /// Makes attempts until one succeeds or the policy gives up.
    static func run<Value>(
        _ policy: RetryPolicy, _ timing: RegistryTiming, isolation: isolated (any Actor)? = #isolation,
        _ attempt: () async throws -> Value
    ) async throws -> Value {
        var loop = RetryLoop(policy, timing)
        while true {
            do {
                return try await attempt()
            } catch {
                try await loop.wait(after: error)
            }
        }
    }
}

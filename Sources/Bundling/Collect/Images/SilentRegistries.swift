import RegistryClient
import Synchronization
import Vocabulary

/// Registries that gave no answer: they are not asked for the next image again, as each attempt takes its time.
final class SilentRegistries: Sendable {
    private let problems = Mutex<[String: Problem]>([:])
    private static let codes: Set<ProblemCode> = [
        RegistryProblem.unreachable, RegistryProblem.timedOut, RegistryProblem.tls,
    ]

    /// Runs `body`, unless this registry was silent before; then what was said of it is thrown again.
    func asking<Value: Sendable>(_ registry: String, _ body: () async throws -> Value) async throws -> Value {
        if let problem = problems.withLock({ $0[registry] }) { throw problem }
        do {
            return try await body()
        } catch let problem as Problem where Self.codes.contains(problem.code) {
            problems.withLock { $0[registry] = problem }
            throw problem
        }
    }
}

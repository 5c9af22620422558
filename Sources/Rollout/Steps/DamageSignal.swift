import Synchronization
import Vocabulary

/// What the registry of an install found wrong with the bundle while it read it for the engine. The engine itself only sees its connection end, and would
/// try again and again.
final class DamageSignal: Sendable {
    private let first = Mutex<Problem?>(nil)

    var problem: Problem? { first.withLock { $0 } }

    /// The first one stands: what follows is mostly the engine's next attempt.
    func raise(_ problem: Problem) { first.withLock { $0 = $0 ?? problem } }

    /// Runs a pull and gives it up as soon as the bundle turns out to be damaged; throws what is wrong with the bundle then, whatever the engine says of it.
    func watching(_ pull: @escaping @Sendable () async throws -> Void) async throws {
        do {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await pull() }
                group.addTask {
                    while self.problem == nil { try await Task.sleep(for: .milliseconds(100)) }
                    if let problem = self.problem { throw problem }
                }
                defer { group.cancelAll() }
                try await group.next()
            }
        } catch {
            throw problem ?? error
        }
    }
}

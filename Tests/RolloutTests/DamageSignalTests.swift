import Testing
import Vocabulary

@testable import Rollout

/// A pull from a damaged bundle ends at once and says what is wrong with the bundle.
@Suite struct DamageSignalTests {
    let damage = DamageSignal()
    let broken = Problem("bundle.damaged", .bundle, "the layer is damaged")
    let engines = Problem("engine.pull-failed", .step, "unexpected EOF")

    @Test func aPullThatWouldGoOnForEverIsGivenUp() async {
        let damage = damage
        let broken = broken
        await #expect(throws: broken) {
            try await damage.watching {
                damage.raise(broken)
                try await Task.sleep(for: .seconds(600))
            }
        }
    }

    @Test func theBundlesProblemStandsBeforeTheEngines() async {
        let (damage, broken, engines) = (damage, broken, engines)
        await #expect(throws: broken) {
            try await damage.watching {
                damage.raise(broken)
                damage.raise(engines)
                throw engines
            }
        }
    }

    @Test func withoutDamageThePullDecides() async throws {
        let (damage, engines) = (damage, engines)
        try await damage.watching {}
        await #expect(throws: engines) { try await damage.watching { throw engines } }
    }
}

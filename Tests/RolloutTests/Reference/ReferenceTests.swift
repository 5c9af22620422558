import Testing
import Vocabulary

/// What Docker Compose asks an engine for, Valise asks for: compared request by request with the real program.
@Suite(.enabled(if: ReferenceTrial.program != nil, "no Docker Compose: VALISE_TEST_COMPOSE is not set"))
struct ReferenceTests {
    @Test(arguments: ReferenceCase.all)
    func asksForTheSame(_ example: ReferenceCase) async throws {
        let found = try await ReferenceTrial(compose: example.compose, files: example.files).differences()
        #expect(found == example.differences)
    }
}

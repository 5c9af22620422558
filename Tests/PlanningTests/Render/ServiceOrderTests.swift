import Planning
import Testing
import Vocabulary

@Suite struct ServiceOrderTests {
    @Test func circlesAreNamed() {
        let definition = Definition(
            compose: """
                services:
                  a: { image: "app/web:1", depends_on: [b] }
                  b: { image: "app/web:1", depends_on: [c] }
                  c: { image: "app/web:1", depends_on: [a] }
                """)
        let found = problems { _ = try definition.render() }
        #expect(found.count == 1)
        #expect(found.first?.exit == .definition)
        #expect(
            found.first.map { $0.message.contains("a") && $0.message.contains("b") && $0.message.contains("c") } == true
        )
    }

    @Test func dependenciesFirstThenByName() throws {
        let definition = Definition(
            compose: """
                services:
                  a: { image: "app/web:1", depends_on: [z] }
                  m: { image: "app/web:1" }
                  z: { image: "app/web:1" }
                """)
        #expect(try definition.render().services.map(\.name.rawValue) == ["z", "a", "m"])
    }
}

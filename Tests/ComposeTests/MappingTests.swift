import Compose
import Testing
import Vocabulary

@Suite struct MappingTests {
    private let here = SourcePosition(file: "compose.yaml", line: 1, column: 1)

    @Test func keepsOrderAndPlaces() {
        var mapping = ComposeMapping()
        for key in ["c", "a", "b"] { mapping[key] = ComposeValue(.string(key), at: here) }
        mapping["a"] = nil
        #expect(mapping.keys == ["c", "b"])
        #expect(mapping["b"]?.string == "b")
        mapping["c"] = ComposeValue(.null, at: here)
        #expect(mapping.sorted.keys == ["b", "c"])
    }
}

import Testing
import Vocabulary

@testable import Bundling

/// Which images are exported together.
@Suite struct ExportBatchesTests {
    private func image(_ name: String, _ size: Int64, _ layers: [String]?) throws -> SightedImage {
        SightedImage(
            reference: try #require(ImageReference(name)), selector: name, platforms: [], size: size,
            layers: layers?.map { .of(Array($0.utf8)) })
    }

    @Test func imagesThatShareLayersComeTogether() throws {
        let images = try [
            image("a", 10, ["base", "a"]), image("b", 50, ["other"]), image("c", 20, ["c"]),
            image("d", 5, ["base", "c", "d"]),
        ]
        #expect(ExportBatches.of(images) == [["b"], ["a", "c", "d"]])
    }

    @Test func unknownLayersMayBeShared() throws {
        let images = try [image("a", 1, nil), image("b", 2, ["b"]), image("c", 3, nil)]
        #expect(ExportBatches.of(images) == [["a", "c"], ["b"]])
    }

    @Test func theSameImageUnderTwoNamesIsAskedForOnce() throws {
        let twice = try [image("a", 1, ["x"]), image("a", 1, ["x"])]
        #expect(ExportBatches.of(twice) == [["a"]])
        #expect(ExportBatches.of([]).isEmpty)
    }
}

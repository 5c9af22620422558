import ArchiveIO
import Foundation
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Bundling

/// Archives whose layers are compressed beside the reading.
@Suite struct SavedImageFetchTests {
    let folder: TemporaryFolder
    let intake: LayerIntake

    init() throws {
        folder = try TemporaryFolder()
        intake = try LayerIntake.test(folder, .packed(level: 3))
    }

    /// An archive of one image with these layers.
    private func archive(_ layers: [[UInt8]], as name: String) throws -> [UInt8] {
        let config = try SavedImagesTests.config(layers)
        let file = "\(Digest.of(config).hex).json"
        let paths = layers.indices.map { "\(name)-\($0)/layer.tar" }
        return try Tar.of(
            zip(paths, layers).map { Tar.file($0, $1) } + [
                Tar.file(file, config),
                Tar.file("manifest.json", SavedImagesTests.manifest(file, "[\"\(name):1\"]", paths)),
            ])
    }

    private func layer(_ text: String) throws -> [UInt8] { try Tar.of([Tar.file("a", text)]) }

    private func content(
        of archives: [[UInt8]], _ intake: LayerIntake? = nil, advance: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> SavedContent {
        try await SavedImageFetch(
            subject: "a test", intake: intake ?? self.intake, gate: CompressionGate(width: 2), advance: advance
        ).content(of: archives.map { bytes in { { BytesReader(bytes) } } })
    }

    @Test func layersOfSeveralArchivesComeOnce() async throws {
        let (base, one, two) = (try layer("base"), try layer("one"), try layer("two"))
        let done = Atomic(0)
        let saved = try await content(of: [archive([base, one], as: "first"), archive([base, two], as: "second")]) {
            done.add($0, ordering: .relaxed)
        }
        #expect(saved.images.map(\.diffIDs) == [[.of(base), .of(one)], [.of(base), .of(two)]])
        #expect(Set(saved.layers.keys) == [.of(base), .of(one), .of(two)])
        // Also what was known already counts as done: a progress comes to its end.
        #expect(done.load(ordering: .relaxed) == 2 * base.count + one.count + two.count)
        for bytes in [base, one, two] {
            let stored = try #require(saved.layers[.of(bytes)]).stored
            var reader = try LayerReading.open(stored, in: intake.cache.store, "a layer")
            #expect(try reader.readAll(limit: 1 << 20) == bytes)
        }
    }

    @Test func aLayerThatTheCacheHasIsNotCompressedAgain() async throws {
        let (base, new) = (try layer("base"), try layer("new"))
        _ = try await content(of: [archive([base], as: "first")])
        let other = LayerIntake(cache: intake.cache, storage: intake.storage, work: try WorkFolder(in: folder.path))
        let admitted = try other.admit(BytesReader(base), size: Int64(base.count), of: "a layer")
        guard case .bundled = admitted.content else {
            Issue.record("it waits to be compressed")
            return
        }
        let saved = try await content(of: [archive([base, new], as: "second")], other)
        #expect(Set(saved.layers.keys) == [.of(base), .of(new)])
    }

    /// The same bytes as where a layer is compressed while it is read.
    @Test(arguments: SampleImage.Storage.allCases) func theSameBytesAsAtOnce(_ storage: SampleImage.Storage) throws {
        let plain = try layer(String(repeating: "valise ", count: 10_000))
        let bytes = try SampleImage.store(plain, as: storage)
        let atOnce = try intake.take(BytesReader(plain), size: Int64(plain.count), of: "a layer")
        let other = try LayerIntake.test(folder, .packed(level: 3), named: "other")
        let admitted = try other.admit(BytesReader(bytes), size: Int64(bytes.count), of: "a layer")
        #expect(admitted.diffID == .of(plain))
        #expect(admitted.spooledSize == Int64(plain.count))
        #expect(try other.pack(admitted) { _ in }.stored == atOnce.stored)
    }

    @Test func preservedLayersStay() async throws {
        let keeping = try LayerIntake.test(folder, .preserved, named: "kept")
        let base = try layer("base")
        let saved = try await content(of: [archive([base], as: "first")], keeping)
        #expect(saved.layers[.of(base)]?.stored.digest == .of(base))
    }

    /// What goes wrong while a layer is compressed ends the reading, and is what is told.
    @Test func aStoreThatTakesNothingIsWhatIsTold() async throws {
        let bytes = try archive([layer("base"), layer("one")], as: "first")
        try FileManager.default.removeItem(atPath: folder.path.appending("cache/partial").rawValue)
        let problem = await #expect(throws: Problem.self) { _ = try await content(of: [bytes, bytes]) }
        #expect(problem?.code == "store.unwritable")
    }

    /// Nor is a reading gone on with whose reader broke off.
    @Test func anArchiveThatEndsEarlyIsWhatIsTold() async throws {
        let bytes = try archive([layer("base"), layer("one")], as: "first")
        let whole = try archive([layer("two")], as: "second")
        await #expect(throws: Problem.self) {
            _ = try await content(of: [whole, Array(bytes[..<700])])
        }
    }

    @Test func whoBringsMoreThanThereIsRoomForWaits() async throws {
        let room = SpoolRoom(limit: 10)
        room.enter(10)
        let waited = Task.detached {
            try await BlockingWork.run { _ in
                try room.wait()
                return true
            }
        }
        room.leave(1)
        #expect(try await waited.value)
        room.enter(1)
        let closed = Task.detached { try await BlockingWork.run { _ in try room.wait() } }
        room.close()
        await #expect(throws: CancellationError.self) { try await closed.value }
    }
}

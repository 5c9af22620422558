import ArchiveIO
import TestKit
import Testing
import Vocabulary

@testable import Bundling

/// In how many files a bundle is written: a table, and then real ones.
@Suite struct SplittingTests {
    private let path = AbsolutePath("/m/a.valise", relativeTo: .root)
    private static let gibibyte: Int64 = 1 << 30
    private static let limit: Int64 = 4 << 30 - 1

    @Test(arguments: [
        (Splitting.automatic, 10 * gibibyte, FileSystem.other, Volumes.one),
        (.automatic, limit, .fat, .one),
        (.automatic, limit + 1, .fat, .parts(of: limit)),
        (.never, 10 * gibibyte, .other, .one),
        (.never, limit, .fat, .one),
        (.parts(atMost: ByteCount(gibibyte)), gibibyte, .fat, .one),
        (.parts(atMost: ByteCount(gibibyte)), gibibyte + 1, .fat, .parts(of: gibibyte)),
        // The design's own example must fit on what it is for.
        (.parts(atMost: ByteCount(4 * gibibyte)), 5 * gibibyte, .fat, .parts(of: limit)),
        (.parts(atMost: ByteCount(4 * gibibyte)), 5 * gibibyte, .other, .parts(of: limit)),
        (.parts(atMost: ByteCount(4 * gibibyte)), 4 * gibibyte, .other, .parts(of: limit)),
        (.parts(atMost: ByteCount(8 * gibibyte)), 9 * gibibyte, .other, .parts(of: 8 * gibibyte)),
        (.parts(atMost: ByteCount(gibibyte)), 200 * gibibyte, .other, .parts(of: gibibyte)),
    ])
    func decided(splitting: Splitting, size: Int64, fileSystem: FileSystem, volumes: Volumes) throws {
        #expect(try splitting.volumes(for: path, size: size, on: fileSystem) == volumes)
    }

    @Test func refusals() {
        let never = #expect(throws: Problem.self) {
            try Splitting.never.volumes(for: path, size: Self.limit + 1, on: .fat)
        }
        #expect(never?.code == "file.too-large")
        #expect(never?.exit == .step)
        #expect(never?.message == "cannot write `/m/a.valise`: FAT32 takes no file of this size")
        let large = #expect(throws: Problem.self) {
            try Splitting.parts(atMost: ByteCount(5 << 30)).volumes(for: path, size: 1, on: .fat)
        }
        #expect(large?.code == "split.too-large")
        #expect(large?.exit == .usage)
        #expect(large?.hint == "use `--split 4GiB`, or leave it out")
        let many = #expect(throws: Problem.self) {
            try Splitting.parts(atMost: ByteCount(1 << 20)).volumes(for: path, size: 201 << 20, on: .other)
        }
        #expect(many?.code == "split.too-many")
        #expect(many?.found == "201")
        #expect(many?.hint == "use larger ones, from `--split 2MiB` on")
    }

    @Test func theSameBundleInPartsAndInOneFile() async throws {
        let pack = try Pack(try SealTests.definition())
        let content = try await pack.collect()
        let path = pack.work.path.appending("out.valise")
        let one = try seal(content, to: path, writer: "valise test", progress: { _ in })
        #expect(one.paths == [path])
        let bytes = try pack.bytes()
        #expect(one.size.bytes == Int64(bytes.count))
        let split = try seal(
            content, to: path, writer: "valise test", splitting: .parts(atMost: ByteCount(3000)), progress: { _ in })
        #expect(split.id == one.id)
        #expect(split.size == one.size)
        #expect(split.paths.map(\.lastComponent) == (1...split.paths.count).map { "out.valise.00\($0)" })
        // The one file is gone, and the parts are its bytes.
        let names = try pack.work.names().filter { $0.hasPrefix("out") }
        #expect(names == split.paths.map(\.lastComponent))
        #expect(try names.flatMap { try pack.bytes($0) } == bytes)
        let again = try seal(content, to: path, writer: "valise test", splitting: .never, progress: { _ in })
        #expect(again.paths == [path])
        #expect(try pack.work.names().filter { $0.hasPrefix("out") } == ["out.valise"])
    }
}

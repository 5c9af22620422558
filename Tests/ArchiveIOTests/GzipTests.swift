import ArchiveIO
import TestKit
import Testing
import Vocabulary

@Suite struct GzipTests {
    private func read(_ bytes: [UInt8]) throws -> [UInt8]? {
        var reader = try GzipReader(BytesReader(bytes), of: "layer x")
        return try reader.readAll(limit: 16 << 20)
    }

    @Test(arguments: [1, 1000, 300_000]) func whatIsCompressedComesBack(count: Int) throws {
        let content = ZstdTests.content(count)
        #expect(try read(try SampleGzip.compress(content)) == content)
    }

    @Test func nothingAtAllIsRefused() throws {
        let problem = #expect(throws: Problem.self) { try read(try SampleGzip.compress([])) }
        #expect(problem?.code == "content.damaged")
    }

    @Test func membersFollowEachOther() throws {
        let first = try SampleGzip.compress([1, 2])
        #expect(try read(first + (try SampleGzip.compress([3]))) == [1, 2, 3])
    }

    @Test func contentThatIsGzipItselfStaysSo() throws {
        let inner = try SampleGzip.compress(Array("hello".utf8))
        #expect(try read(try SampleGzip.compress(inner)) == inner)
    }

    @Test func everyCutInTheDataIsFound() throws {
        let packed = try SampleGzip.compress(ZstdTests.content(2000))
        for length in 0..<packed.count - 8 {
            let problem = #expect(throws: Problem.self, "\(length)") { try read(Array(packed[..<length])) }
            #expect(problem?.code == "content.damaged")
        }
    }

    @Test func whatIsNoGzipIsRefused() throws {
        let problem = #expect(throws: Problem.self) { try read(Array("hello, world, this is no gzip".utf8)) }
        #expect(problem?.code == "content.damaged")
        #expect(problem?.exit == .bundle)
    }

    @Test func whatTheSourceThrowsComesThrough() throws {
        struct Failing: ByteReader {
            mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
                throw Problem("test.gone", .step, "the disk is gone")
            }
        }
        var reader = try GzipReader(Failing(), of: "layer x")
        let problem = #expect(throws: Problem.self) { try reader.readAll(limit: 10) }
        #expect(problem?.code == "test.gone")
    }
}

import ContentStore
import TestKit
import Testing
import Vocabulary

@Suite struct ContentStoreTests {
    let folder: TemporaryFolder
    let store: ContentStore
    init() throws {
        folder = try TemporaryFolder()
        store = try ContentStore(at: folder.path.appending("store"))
    }

    @Test func whatIsPutIsFoundByItsDigest() throws {
        let bytes = Array("hello".utf8)
        let blob = try store.put(bytes)
        #expect(blob == (try store.put(bytes, expecting: .of(bytes))))
        #expect(blob.digest == .of(bytes))
        #expect(blob.size == 5)
        #expect(try store.bytes(of: blob.digest, limit: 5) == bytes)
        #expect(store.body(of: blob.digest)?.size == 5)
        #expect(store.body(of: .of([1])) == nil)
        // Another one over the same folder sees it too.
        #expect(try ContentStore(at: store.root).bytes(of: blob.digest, limit: 5) == bytes)
        store.remove(blob.digest)
        #expect(store.region(of: blob.digest) == nil)
    }

    @Test func otherContentThanExpectedIsNotKept() throws {
        let problem = #expect(throws: Problem.self) { try store.put([1, 2, 3], expecting: .of([9])) }
        #expect(problem?.code == "store.mismatch")
        #expect(problem?.found == Digest.of([1, 2, 3]).description)
        #expect(store.region(of: .of([1, 2, 3])) == nil)
        #expect(try names("partial") == [])
    }

    @Test func aWriterThatIsNotFinishedLeavesNothing() throws {
        do {
            let writer = try store.newBlob()
            try [UInt8]([1, 2]).withUnsafeBytes { try writer.write($0) }
            #expect(try names("partial").count == 1)
        }
        #expect(try names("partial") == [])
        #expect(try names("blobs/sha256") == [])
    }

    @Test func leftoversOfACrashAreRemoved() throws {
        try folder.write("half", at: "store/partial/123")
        try store.removePartials()
        #expect(try names("partial") == [])
    }

    @Test func contentThatWasChangedIsNotGivenOut() throws {
        let blob = try store.put([1, 2, 3])
        try folder.write([1, 2, 4], at: "store/blobs/sha256/\(blob.digest.hex)")
        let problem = #expect(throws: Problem.self) { try store.bytes(of: blob.digest, limit: 10) }
        #expect(problem?.code == "store.damaged")
        try folder.write([UInt8](repeating: 0, count: 100), at: "store/blobs/sha256/\(blob.digest.hex)")
        #expect(throws: Problem.self) { try store.bytes(of: blob.digest, limit: 10) }
    }

    @Test func manyAtATimeDoNotDisturbEachOther() async throws {
        let store = store
        let content = [UInt8](repeating: 5, count: 300_000)
        try await withThrowingTaskGroup(of: StoredBlob.self) { group in
            for _ in 0..<8 { group.addTask { try store.put(content) } }
            for try await blob in group { #expect(blob.digest == .of(content)) }
        }
        #expect(try names("blobs/sha256").count == 1)
    }

    private func names(_ path: String) throws -> [String] {
        try folder.names(in: "store/" + path)
    }
}

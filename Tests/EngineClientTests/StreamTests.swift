@testable import EngineClient
import Foundation
import NIOCore
import TestKit
import Testing
import Vocabulary

/// Bodies in either direction, and the forms in which output comes.
@Suite(.timeLimit(.minutes(1))) struct StreamTests {
    @Test func framesMayBeCutAnywhere() throws {
        let frames: [UInt8] =
            [1, 0, 0, 0, 0, 0, 0, 3] + Array("one".utf8) + [2, 0, 0, 0, 0, 0, 0, 0] + [2, 0, 0, 0, 0, 0, 1, 0]
            + [UInt8](repeating: 7, count: 256) + [0, 0, 0, 0, 0, 0, 0, 2] + Array("in".utf8)
        for size in 1...frames.count {
            var demultiplexer = LogDemultiplexer()
            var output: [OutputChunk.Source: [UInt8]] = [:]
            for start in stride(from: 0, to: frames.count, by: size) {
                let part = frames[start..<min(start + size, frames.count)]
                for chunk in try demultiplexer.take(ByteBuffer(bytes: part)) {
                    output[chunk.source, default: []] += chunk.bytes
                }
            }
            #expect(demultiplexer.isBetweenFrames)
            #expect(output[.standardOutput] == Array("onein".utf8))
            #expect(output[.standardError] == [UInt8](repeating: 7, count: 256))
        }
    }

    @Test(arguments: [[4, 0, 0, 0, 0, 0, 0, 1], [1, 1, 0, 0, 0, 0, 0, 1], Array("plain output".utf8)] as [[UInt8]])
    func whatIsNoFrameIsRefused(bytes: [UInt8]) {
        var demultiplexer = LogDemultiplexer()
        #expect(throws: TransportFailure.malformed("output that is not in frames")) {
            try demultiplexer.take(ByteBuffer(bytes: bytes))
        }
    }

    @Test func theEngineItselfSpeaksInStreamThree() throws {
        var demultiplexer = LogDemultiplexer()
        #expect(try demultiplexer.take(ByteBuffer(bytes: [3, 0, 0, 0, 0, 0, 0, 4] + Array("oh".utf8))).isEmpty)
        #expect(demultiplexer.engineError == nil)
        _ = try demultiplexer.take(ByteBuffer(string: "no"))
        #expect(demultiplexer.engineError == "ohno")
    }

    @Test func aSourceThatFailsIsTheErrorAndSendsNoWholeBody() async throws {
        struct Failing: ByteReader {
            var left = 3
            mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
                left -= 1
                guard left > 0 else { throw Problem("test.source", .bundle, "the stick was pulled out") }
                return buffer.count
            }
        }
        try await StubEngine.run { engine in
            let client = try await engine.client()
            let before = await engine.snapshot()
            let problem = try await #require(throws: Problem.self) {
                _ = try await client.loadImages(.reader { Failing() })
            }
            #expect(problem.message == "the stick was pulled out")
            let early = try await #require(throws: Problem.self) {
                _ = try await client.loadImages(.reader { throw Problem("test.source", .bundle, "no stick") })
            }
            #expect(early.message == "no stick")
            #expect(await engine.snapshot() == before)
        }
    }

    @Test func anAnswerBeforeTheEndOfTheBodyIsTaken() async throws {
        struct Endless: ByteReader {
            func read(into buffer: UnsafeMutableRawBufferPointer) -> Int { buffer.count }
        }
        try await StubEngine.run { engine in
            let client = try await engine.client()
            // A server that does not read on: the refusal comes while the body is still on its way.
            let refusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 17\r\n\r\n{\"message\":\"full\"}"
            engine.inject(StubFault(.refuseEarly(Array(refusal.utf8))))
            let problem = try await #require(throws: Problem.self) {
                _ = try await client.loadImages(.reader { Endless() })
            }
            #expect(problem.code == EngineProblem.refused)
        }
    }

    @Test func exportsAreReadAsFastAsTheyAreAskedFor() async throws {
        try await StubEngine.run { engine in
            let client = try await engine.client()
            let name = try #require(ImageReference("big:1"))
            try await engine.add(try PlainImage(files: ["big": String(repeating: "x", count: 8 << 20)]), as: name)
            let stream = try await client.exportImages(["big:1"])
            let bytes = try await onThread {
                var reader = stream.makeReader()
                return try #require(try reader.readAll(limit: 16 << 20))
            }
            #expect(try TestArchive.files(in: bytes)["manifest.json"] != nil)

            // A consumer that stops: the stream is dropped, and the engine is not left with a reader that never comes.
            var iterator = try await client.exportImages(["big:1"]).makeAsyncIterator()
            #expect(try await iterator.next() != nil)
        }
    }

    @Test func anExportIntoAClosedPipeSaysSo() async throws {
        signal(SIGPIPE, SIG_IGN)
        try await StubEngine.run { engine in
            let client = try await engine.client()
            let name = try #require(ImageReference("big:1"))
            try await engine.add(try PlainImage(files: ["big": String(repeating: "x", count: 1 << 20)]), as: name)
            let pipe = Pipe()
            try pipe.fileHandleForReading.close()
            let stream = try await client.exportImages(["big:1"])
            let problem = try await #require(throws: Problem.self) {
                _ = try await stream.write(to: pipe.fileHandleForWriting.fileDescriptor)
            }
            #expect(problem.code == "engine.sink-unwritable")
            #expect(problem.message.hasSuffix("what the engine sent could not be written: Broken pipe"))
        }
    }

    @Test func cancellingAnExportIntoAFullPipeEndsIt() async throws {
        try await StubEngine.run { engine in
            let client = try await engine.client()
            let name = try #require(ImageReference("big:1"))
            try await engine.add(try PlainImage(files: ["big": String(repeating: "x", count: 4 << 20)]), as: name)
            let pipe = Pipe()
            let stream = try await client.exportImages(["big:1"])
            let descriptor = pipe.fileHandleForWriting.fileDescriptor
            let task = Task { try await stream.write(to: descriptor) }
            let reading = pipe.fileHandleForReading
            _ = try await onThread { try reading.read(upToCount: 1) }
            task.cancel()
            // The reader goes on: what is in flight may still come, then the end.
            async let rest: Void = onThread { while reading.availableData.count > 0 {} }
            await #expect(throws: CancellationError.self) { try await task.value }
            try pipe.fileHandleForWriting.close()
            try await rest
        }
    }

    @Test func referencesAreSplitAsThePullTakesThem() {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        for (text, name, selector) in [
            ("redis", "redis", "latest"), ("redis:7", "redis", "7"),
            ("127.0.0.1:5000/a/b", "127.0.0.1:5000/a/b", "latest"),
            ("127.0.0.1:5000/a/b:1", "127.0.0.1:5000/a/b", "1"),
            ("127.0.0.1:5000/a:1@\(digest)", "127.0.0.1:5000/a", digest), ("a@\(digest)", "a", digest),
        ] {
            let split = EngineClient.split(text)
            #expect(split.name == name)
            #expect(split.selector == selector)
        }
    }

    @Test func targetsAreEscaped() {
        let request = EngineRequest(.get, "/containers/" + EngineRequest.escape("a/b?c d%é"), to: "x")
            .with("filters", "{\"a\":[\"b=c&d\"]}").with("none", nil)
        #expect(
            request.target(version: APIVersion(1, 41))
                == "/v1.41/containers/a%2Fb%3Fc%20d%25%C3%A9?filters=%7B%22a%22%3A%5B%22b%3Dc%26d%22%5D%7D")
    }
}

/// Runs what blocks on a thread of its own: the few that tasks share are the stub's, too.
private func onThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        Thread { continuation.resume(with: Swift.Result { try work() }) }.start()
    }
}

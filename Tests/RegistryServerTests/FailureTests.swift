import Foundation
import Testing
import Vocabulary

@testable import RegistryServer

/// What clients see, and what is told, when content fails and when the server ends.
@Suite struct FailureTests {
    static let repository = SampleContent.repository
    let file: OpenedFile
    let bytes = Bytes.long
    let content: SampleContent

    init() throws {
        file = try OpenedFile(bytes)
        content = SampleContent(file: file, bytes: bytes)
    }

    /// The body that arrived until the connection ended.
    func fetch(_ content: SampleContent, _ digest: Digest, _ events: Events) async throws -> Int {
        let target = "/v2/\(Self.repository)/blobs/\(digest)"
        return try await RegistryServer.serving(content, onEvent: Self.telling(events)) { server in
            let port = server.port
            return try await blocking {
                let client = try RawClient(port: port)
                try client.send("GET \(target) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                let all = try client.receiveToEnd()
                let head = try #require(all.firstRange(of: Array("\r\n\r\n".utf8)))
                return all.count - head.upperBound
            }
        }
    }

    static func telling(_ events: Events) -> @Sendable (RegistryEvent) -> Void {
        { event in
            switch event {
            case .sent(_, _, let position, let size): events.take("sent \(position) of \(size)")
            case .failed(_, _, let problem): events.take("failed \(problem.code) \(problem.exit)")
            }
        }
    }

    @Test func aDamagedLayerEndsTheConnectionBeforeItsLastByte() async throws {
        let digest = Digest.of([7])
        let front = Array(bytes.dropLast())
        var content = content
        content.blobs[digest] = .generated(size: Int64(bytes.count)) {
            SliceReader(bytes: front, failure: Problem("bundle.damaged", .bundle, "the layer is damaged"))
        }
        let events = Events()
        let received = try await fetch(content, digest, events)
        #expect(received < bytes.count)
        #expect(events.texts.last == "failed bundle.damaged bundle")
    }

    @Test func contentThatIsTooShortIsTold() async throws {
        let digest = Digest.of([8])
        var content = content
        content.blobs[digest] = .generated(size: 2_000_000) {
            SliceReader(bytes: [UInt8](repeating: 0, count: 1_500_000))
        }
        let events = Events()
        #expect(try await fetch(content, digest, events) == 1_500_000)
        #expect(events.texts.last == "failed registry.short-content bundle")
    }

    @Test func aFileThatWasCutIsTold() async throws {
        #expect(ftruncate(file.descriptor, 1_100_000) == 0)
        let events = Events()
        let received = try await fetch(content, Digest.of(bytes), events)
        #expect(received == 1 << 20)
        #expect(events.texts == ["sent 1048576 of 1200000", "failed registry.short-content bundle"])
    }

    @Test func progressIsToldToTheEnd() async throws {
        let events = Events()
        #expect(try await fetch(content, Digest.of(bytes), events) == 1_200_000)
        #expect(
            events.texts == ["sent 1048576 of 1200000", "sent 1200000 of 1200000"])
    }

    @Test func stopLeavesNothingListening() async throws {
        let server = try await RegistryServer.start(content: content)
        let port = server.port
        let idle = try await blocking { try RawClient(port: port) }
        let busy = try await blocking {
            let client = try RawClient(port: port)
            try client.send("GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = try client.answer()
            return client
        }
        await server.stop()
        await server.stop()
        try await blocking {
            #expect(throws: POSIXError.self) { try RawClient(port: port) }
            for client in [idle, busy] {
                do { #expect(try client.receiveToEnd().isEmpty) } catch {
                    // Reset is an end too.
                }
            }
        }
        // The port is free for somebody else at once.
        let next = try await RegistryServer.start(content: content, port: port)
        await next.stop()
    }

    @Test func stopWaitsForAnswersUnderWayAndNoLonger() async throws {
        var limits = RegistryLimits()
        limits.stopSeconds = 1
        var content = content
        let huge = Digest.of([9])
        content.blobs[huge] = .generated(size: 1 << 40) { EndlessReader(events: Events()) }
        let server = try await RegistryServer.start(content: content, limits: limits)
        let port = server.port
        let client = try await blocking {
            let client = try RawClient(port: port)
            try client.send("GET /v2/\(Self.repository)/blobs/\(huge) HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = try client.receive()
            return client
        }
        let start = ContinuousClock().now
        await server.stop()
        let time = start.duration(to: ContinuousClock().now)
        #expect(time > .milliseconds(800) && time < .seconds(60))
        _ = client
    }

    @Test func stopInACancelledTaskStopsAllTheSame() async throws {
        let content = content
        let task = Task {
            try await RegistryServer.serving(content) { server in
                withUnsafeCurrentTask { $0?.cancel() }
                try Task.checkCancellation()
                return server.port
            }
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        let server = try await RegistryServer.start(content: content)
        let stopping = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            await server.stop()
        }
        await stopping.value
        let port = server.port
        try await blocking { #expect(throws: POSIXError.self) { try RawClient(port: port) } }
    }

    @Test func aPortThatIsTakenIsNamed() async throws {
        let server = try await RegistryServer.start(content: content)
        do {
            let second = try await RegistryServer.start(content: content, port: server.port)
            await second.stop()
            Issue.record("two servers on one port")
        } catch let problem as Problem {
            #expect(problem.code == "registry.cannot-listen")
            #expect(problem.message == "cannot listen on 127.0.0.1:\(server.port): Address already in use")
        }
        await server.stop()
    }
}

import Foundation
import Testing
import Vocabulary

@testable import RegistryServer

/// The server over real sockets.
@Suite struct ServingTests {
    static let repository = SampleContent.repository
    let bytes = Bytes.long
    let content: SampleContent
    var doubled: [UInt8] { bytes + bytes }

    init() throws { content = SampleContent(file: try OpenedFile(bytes), bytes: bytes) }

    func blob(_ bytes: [UInt8]) -> String { "/v2/\(Self.repository)/blobs/\(Digest.of(bytes))" }

    @Test func blobsFromAFileAndMadeOnTheWay() async throws {
        let (bytes, doubled) = (bytes, doubled)
        let (file, made) = (blob(bytes), blob(doubled))
        try await RegistryServer.serving(content) { server in
            let port = server.port
            try await blocking {
                #expect(try RawClient.get(port, file).body == bytes)
                #expect(try RawClient.get(port, made).body == doubled)
                let head = try RawClient.get(port, made, method: "HEAD")
                #expect(head.status == "HTTP/1.1 200 OK")
                #expect(head.headers["content-length"] == "2400000")
                #expect(head.body.isEmpty)
                for range in [0..<1, 1_199_990..<1_200_000, 1_000_000..<1_150_000] {
                    let header = "Range: bytes=\(range.lowerBound)-\(range.upperBound - 1)\r\n"
                    let part = try RawClient.get(port, file, header)
                    #expect(part.status == "HTTP/1.1 206 Partial Content")
                    #expect(part.body == Array(bytes[range]))
                    #expect(try RawClient.get(port, made, header).body == Array(doubled[range]))
                }
            }
        }
    }

    /// A blob that stands in several files, as in a split bundle: whole, and any stretch of it over one border or several.
    @Test func blobsOverSeveralFiles() async throws {
        let bytes = bytes
        let borders = [0, 1, 300_000, 300_001, 1_199_000, 1_200_000]
        var pieces: [FileRegion] = []
        for (from, to) in zip(borders, borders.dropFirst()) {
            let file = try OpenedFile(Array(bytes[from..<to]))
            pieces.append(
                FileRegion(descriptor: file.descriptor, offset: 100, length: Int64(to - from), owner: file))
        }
        var content = content
        content.blobs[Digest.of(bytes)] = .regions(FileRegions(pieces))
        let path = blob(bytes)
        let events = Events()
        try await RegistryServer.serving(
            content,
            onEvent: { event in
                if case .sent(_, _, let position, let size) = event { events.take("\(position) of \(size)") }
            },
            { server in
                let port = server.port
                try await blocking {
                    #expect(try RawClient.get(port, path).body == bytes)
                    for range in [0..<1, 0..<2, 1..<300_000, 299_999..<300_002, 0..<1_199_001, 1_199_999..<1_200_000] {
                        let header = "Range: bytes=\(range.lowerBound)-\(range.upperBound - 1)\r\n"
                        let part = try RawClient.get(port, path, header)
                        #expect(part.status == "HTTP/1.1 206 Partial Content")
                        #expect(
                            part.headers["content-range"] == "bytes \(range.lowerBound)-\(range.upperBound - 1)/1200000"
                        )
                        #expect(part.body == Array(bytes[range]))
                    }
                }
            })
        #expect(events.texts.contains("1200000 of 1200000"))
        #expect(events.texts.last == "1200000 of 1200000")
    }

    @Test func oneConnectionManyRequests() async throws {
        let file = blob(bytes)
        let bytes = bytes
        try await RegistryServer.serving(content) { server in
            let port = server.port
            try await blocking {
                let client = try RawClient(port: port)
                // Two at once, as pipelining clients do; the answers come in order.
                try client.send(
                    "GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\nGET \(file) HTTP/1.1\r\nHost: x\r\nRange: bytes=0-9\r\n\r\n")
                let both = try client.answer()
                #expect(both.status == "HTTP/1.1 200 OK")
                #expect(both.body.starts(with: Array("{}".utf8)))
                try client.send("GET /v2/nobody/tags/list HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                let rest = String(decoding: try client.receiveToEnd(), as: UTF8.self)
                #expect(rest.contains("NAME_UNKNOWN"))
                #expect(rest.contains("Connection: close"))
                _ = bytes
            }
        }
    }

    @Test func aTLSGreetingIsAnsweredInPlaintext() async throws {
        try await RegistryServer.serving(content) { server in
            let port = server.port
            try await blocking {
                let client = try RawClient(port: port)
                // A ClientHello of TLS 1.3's length (RFC 8446, 5.1): handshake, version, length, then anything.
                try client.send([0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03] + Bytes.noise(506))
                let answer = String(decoding: try client.receiveToEnd(), as: UTF8.self)
                #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            }
        }
    }

    @Test func longHeadersAreRefused() async throws {
        try await RegistryServer.serving(content) { server in
            let port = server.port
            try await blocking {
                let long = String(repeating: "a", count: 9_000)
                let many = (0..<200).map { "X-\($0): y\r\n" }.joined()
                for request in [
                    "GET /v2/\(long) HTTP/1.1\r\nHost: x\r\n\r\n", "GET /v2/ HTTP/1.1\r\nHost: x\r\nX: \(long)\r\n\r\n",
                    "GET /v2/ HTTP/1.1\r\nHost: x\r\n\(many)\r\n",
                ] {
                    let client = try RawClient(port: port)
                    try client.send(request)
                    let answer = String(decoding: try client.receiveToEnd(), as: UTF8.self)
                    #expect(answer.hasPrefix("HTTP/1.1 4"), "\(answer.prefix(40))")
                }
            }
        }
    }

    @Test func aPostIsRefusedAndItsBodyNotWaitedFor() async throws {
        try await RegistryServer.serving(content) { server in
            let port = server.port
            try await blocking {
                let client = try RawClient(port: port)
                try client.send("POST /v2/x/blobs/uploads/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n")
                let answer = try client.answer()
                #expect(answer.status == "HTTP/1.1 405 Method Not Allowed")
                #expect(try client.receiveToEnd().isEmpty)
            }
        }
    }

    @Test func requestsThatTrickleInAreCutOff() async throws {
        var limits = RegistryLimits()
        limits.requestSeconds = 1
        try await RegistryServer.serving(content, limits: limits) { server in
            let port = server.port
            try await blocking {
                let client = try RawClient(port: port)
                // It never stops of its own, and never comes to an end.
                var isOpen = true
                for byte in "GET /v2/ HTTP/1.1\r\nX: " + String(repeating: "x", count: 600) where isOpen {
                    do { try client.send(String(byte)) } catch { isOpen = false }
                    usleep(100_000)
                }
                #expect(!isOpen)
            }
        }
    }

    @Test func aClientThatStopsReadingIsCutOffAndCostsOneChunk() async throws {
        var limits = RegistryLimits()
        limits.writeSeconds = 1
        let events = Events()
        let huge = Digest.of([9])
        var content = content
        content.blobs[huge] = .generated(size: 1 << 40) { EndlessReader(events: events) }
        try await RegistryServer.serving(content, limits: limits) { server in
            let port = server.port
            try await blocking {
                let client = try RawClient(port: port)
                try client.send("GET /v2/\(Self.repository)/blobs/\(huge) HTTP/1.1\r\nHost: x\r\n\r\n")
                // Socket buffers take a few mebibytes; a terabyte is not made.
                var made = 0
                while made == 0 || made != events.texts.count {
                    made = events.texts.count
                    try #require(made < 64, "\(made) MiB were made")
                    usleep(500_000)
                }
            }
        }
    }

    @Test func manyClientsAtOnce() async throws {
        let (bytes, doubled) = (bytes, doubled)
        let (file, made) = (blob(bytes), blob(doubled))
        try await RegistryServer.serving(content) { server in
            let port = server.port
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<64 {
                    group.addTask {
                        try await blocking {
                            index % 2 == 0
                                ? try RawClient.get(port, file).body == bytes
                                : try RawClient.get(port, made).body == doubled
                        }
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
        }
    }

    /// Connections that were accepted and not yet served when the server ends are closed with it.
    @Test func endsWhileConnectionsArrive() async throws {
        for _ in 0..<40 {
            let server = try await RegistryServer.start(content: content)
            let port = server.port
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await blocking {
                        var clients: [RawClient] = []
                        for _ in 0..<16 {
                            // Once nobody listens, that is how it should be.
                            do { clients.append(try RawClient(port: port)) } catch { break }
                        }
                    }
                }
                await server.stop()
                try await group.waitForAll()
            }
        }
    }

    @Test func moreConnectionsThanTheLimitAreClosed() async throws {
        var limits = RegistryLimits()
        limits.connections = 2
        try await RegistryServer.serving(content, limits: limits) { server in
            let port = server.port
            try await blocking {
                let first = try RawClient(port: port)
                let second = try RawClient(port: port)
                for client in [first, second] {
                    try client.send("GET /v2/ HTTP/1.1\r\nHost: x\r\n\r\n")
                    #expect(try client.answer().status == "HTTP/1.1 200 OK")
                }
                #expect(try RawClient(port: port).receiveToEnd().isEmpty)
            }
        }
    }
}

/// A reader without end that tells how often it was asked for a mebibyte.
struct EndlessReader: ByteReader {
    let events: Events
    var count = 0
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if (count + buffer.count) >> 20 > count >> 20 { events.take("MiB") }
        count += buffer.count
        buffer.initializeMemory(as: UInt8.self, repeating: 0)
        return buffer.count
    }
}

import NIOCore
import NIOPosix
import Vocabulary

/// Fetches from a registry over plain HTTP, as an engine does on the loopback address.
struct StubRegistryReader {
    let host: String
    let repository: String

    func manifest(_ selector: String, shown: String) async throws -> ([UInt8], MediaType) {
        let accept = [
            MediaType.imageIndex, .imageManifest, .dockerManifestList, .dockerManifest,
        ].map(\.rawValue).joined(separator: ", ")
        let answer = try await get("/v2/\(repository)/manifests/\(selector)", accept: accept)
        guard answer.status == 200 else {
            throw StubError(
                status: 404,
                message: "manifest for \(shown) not found: manifest unknown: manifest unknown")
        }
        return (answer.body, MediaType(rawValue: answer.headers["content-type"] ?? ""))
    }

    func blob(_ descriptor: Descriptor) async throws -> [UInt8] {
        let answer = try await get("/v2/\(repository)/blobs/\(descriptor.digest)", accept: "*/*")
        guard answer.status == 200 else {
            throw StubError(status: 500, message: "error pulling image configuration: unknown blob")
        }
        guard Digest.of(answer.body) == descriptor.digest else {
            throw StubError(
                status: 500, message: "filesystem layer verification failed for digest \(descriptor.digest)")
        }
        return answer.body
    }

    private struct Answer {
        var status: Int
        var headers: [String: String]
        var body: [UInt8]
    }

    private func get(_ path: String, accept: String) async throws -> Answer {
        let parts = host.split(separator: ":")
        let unreachable = StubError(
            status: 500, message: "Get \"http://\(host)/v2/\": dial tcp \(host): connect: connection refused")
        guard parts.count == 2, let port = Int(parts[1]) else { throw unreachable }
        let channel: NIOAsyncChannel<ByteBuffer, ByteBuffer>
        do {
            channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(host: parts[0] == "localhost" ? "127.0.0.1" : String(parts[0]), port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw unreachable
        }
        return try await channel.executeThenClose { inbound, outbound in
            let head = "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nAccept: \(accept)\r\nConnection: close\r\n\r\n"
            try await outbound.write(ByteBuffer(string: head))
            var iterator = inbound.makeAsyncIterator()
            var buffer = ByteBuffer()
            let broken = StubError(status: 500, message: "unexpected EOF")
            var end: Int?
            while end == nil {
                guard let more = try await iterator.next() else { throw broken }
                buffer.writeImmutableBuffer(more)
                let view = buffer.readableBytesView
                end = (view.startIndex..<max(view.startIndex, view.endIndex - 3)).first {
                    view[$0] == 13 && view[$0 + 1] == 10 && view[$0 + 2] == 13 && view[$0 + 3] == 10
                }
            }
            guard let end, let text = buffer.readString(length: end - buffer.readerIndex) else { throw broken }
            buffer.moveReaderIndex(forwardBy: 4)
            let lines = text.split(separator: "\r\n")
            let status = lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            var headers: [String: String] = [:]
            for line in lines.dropFirst() {
                let pair = line.split(separator: ":", maxSplits: 1)
                guard pair.count == 2 else { continue }
                headers[pair[0].lowercased()] = String(pair[1].drop { $0 == " " })
            }
            guard headers["transfer-encoding"] == nil else {
                throw StubError(status: 500, message: "a registry of a test sends lengths")
            }
            let length = headers["content-length"].flatMap { Int($0) }
            while buffer.readableBytes < length ?? .max, let more = try await iterator.next() {
                buffer.writeImmutableBuffer(more)
            }
            if let length, buffer.readableBytes < length { throw broken }
            return Answer(status: status, headers: headers, body: Array(buffer.readableBytesView))
        }
    }
}

import NIOCore
import NIOHTTP1
import NIOPosix
import Vocabulary

/// One client: its requests, one after the other.
struct Connection: Sendable {
    let channel: any Channel
    let key: Int
    let table: ConnectionTable
    let answering: RegistryAnswering
    let threads: NIOThreadPool
    let limits: RegistryLimits
    let gate: GenerationGate
    let sending: BodyWriter.Sending
    let onEvent: @Sendable (RegistryEvent) -> Void

    func serve(_ inbound: NIOAsyncChannelInboundStream<HTTPServerRequestPart>) async throws {
        var requests = inbound.makeAsyncIterator()
        while true {
            let deadline = closing(after: limits.requestSeconds)
            defer { deadline.cancel() }
            guard case .head(let head) = try await requests.next() else { return }
            table.beginAnswer(key)
            var mayGoOn = head.isKeepAlive
            if head.method == .GET || head.method == .HEAD {
                guard try await isWhole(&requests) else { return }
            } else {
                // Its body is of no interest, and may be long.
                mayGoOn = false
            }
            deadline.cancel()
            let answer = try await threads.runIfActive { answering.answer(to: head) }
            if let failure = answer.failure { onEvent(failure) }
            try await send(answer, to: head, isLast: !mayGoOn)
            guard table.endAnswer(key), mayGoOn else { return }
        }
    }

    /// Reads the rest of a request. A body that nobody asked for may have 64 KiB.
    private func isWhole(
        _ requests: inout NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator
    ) async throws -> Bool {
        var size = 0
        while let part = try await requests.next() {
            switch part {
            case .head: return false
            case .body(let buffer):
                size += buffer.readableBytes
                if size > 64 * 1024 { return false }
            case .end: return true
            }
        }
        return false
    }

    private func send(_ answer: RegistryAnswer, to head: HTTPRequestHead, isLast: Bool) async throws {
        var headers = answer.headers
        headers.add(name: "Content-Length", value: String(answer.length))
        headers.add(name: "Docker-Distribution-API-Version", value: "registry/2.0")
        headers.add(name: "X-Content-Type-Options", value: "nosniff")
        if isLast {
            headers.add(name: "Connection", value: "close")
        } else if head.version.major == 1, head.version.minor == 0 {
            headers.add(name: "Connection", value: "keep-alive")
        }
        let writer = BodyWriter(
            channel: channel, threads: threads, limits: limits, gate: gate, sending: sending, onEvent: onEvent)
        try await writer.write(.head(HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)))
        if head.method != .HEAD {
            switch answer.content {
            case .bytes(let bytes):
                if !bytes.isEmpty { try await writer.write(.body(.byteBuffer(ByteBuffer(bytes: bytes)))) }
            case .blob(let part):
                do {
                    try await writer.write(part)
                } catch let problem as Problem {
                    onEvent(.failed(repository: part.repository, digest: part.digest, problem))
                    throw problem
                }
            }
        }
        try await writer.write(.end(nil))
    }

    private func closing(after seconds: Int64) -> Scheduled<Void> {
        channel.eventLoop.scheduleTask(in: .seconds(seconds)) { channel.close(promise: nil) }
    }
}

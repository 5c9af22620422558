import Foundation
import NIOCore
import NIOHTTP1
import Vocabulary

/// Sends calls and takes answers; knows HTTP and the engine's errors, no objects.
struct EngineTransport: Sendable {
    let place: EnginePlace
    let limits: EngineLimits
    /// `nil` until it is negotiated.
    var version: APIVersion?

    var address: EngineAddress { place.address }

    /// A whole answer in memory.
    struct Answer: Sendable {
        let status: Int
        let headers: HTTPHeaders
        let body: [UInt8]
    }

    func failure(_ request: EngineRequest, limit: Duration? = nil) -> CallFailure {
        CallFailure(address: address, tried: request.tried, limit: limit)
    }

    /// Sends the request and takes the whole answer within `limit`. Throws a `Problem` for a status that is neither 2xx nor 304.
    func call(_ request: EngineRequest, limit: Duration) async throws -> Answer {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        let stream = try await open(request, silence: limit, failure: failure(request, limit: limit))
        var body: [UInt8] = []
        while let chunk = try await stream.next(silence: max(.zero, deadline - clock.now)) {
            guard body.count + chunk.readableBytes <= limits.answerBytes else {
                stream.close()
                throw failure(request).after(TransportFailure.tooLarge(limit: limits.answerBytes))
            }
            body.append(contentsOf: chunk.readableBytesView)
        }
        return Answer(status: Int(stream.head.status.code), headers: stream.head.headers, body: body)
    }

    /// Sends the request and hands over the answer's body as a stream, once its head is there and says that all is well so far.
    func open(
        _ request: EngineRequest, silence: Duration?, failure given: CallFailure? = nil
    ) async throws -> ResponseStream {
        let failure = given ?? self.failure(request)
        let connection: EngineConnection<HTTPClientResponsePart>
        do {
            connection = try await .http(to: place, limit: limits.connect)
        } catch {
            if Task.isCancelled { throw CancellationError() }
            throw failure.unreachable(error)
        }
        let upload = send(request, over: connection)
        let stream: ResponseStream
        do {
            guard case .head(let head)? = try await connection.next(silence: silence ?? limits.call) else {
                throw TransportFailure.disconnected("no answer came")
            }
            stream = ResponseStream(
                head: head, connection: connection, upload: upload, silence: silence, failure: failure)
        } catch {
            throw failure.after(upload?.sourceFailure ?? error)
        }
        let status = stream.head.status.code
        guard (200..<300).contains(status) || status == 304 else { throw try await refusal(request, stream) }
        return stream
    }

    private func send(_ request: EngineRequest, over connection: EngineConnection<HTTPClientResponsePart>) -> Upload? {
        var headers = HTTPHeaders([("Host", "engine"), ("Connection", "close"), ("User-Agent", "valise")])
        for header in request.headers { headers.add(name: header.name, value: header.value) }
        var bytes: [UInt8] = []
        var upload: (Upload, EngineUpload)?
        switch request.body {
        case .none:
            if request.method == .post || request.method == .put { headers.add(name: "Content-Length", value: "0") }
        case .json(let body):
            headers.add(name: "Content-Type", value: "application/json")
            headers.add(name: "Content-Length", value: String(body.count))
            bytes = body
        case .tar(let source):
            headers.add(name: "Content-Type", value: "application/x-tar")
            headers.add(name: "Transfer-Encoding", value: "chunked")
            upload = (Upload(), source)
        }
        let head = HTTPRequestHead(
            version: .http1_1, method: HTTPMethod(rawValue: request.method.rawValue),
            uri: request.target(version: version), headers: headers)
        let channel = connection.channel
        channel.write(HTTPClientRequestPart.head(head), promise: nil)
        if let upload {
            channel.flush()
            upload.0.start(upload.1, over: connection)
            return upload.0
        }
        if !bytes.isEmpty {
            channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: bytes))), promise: nil)
        }
        channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
        return nil
    }

    /// The problem that an answer with an error status stands for.
    private func refusal(_ request: EngineRequest, _ stream: ResponseStream) async throws -> any Error {
        var body: [UInt8] = []
        do {
            while body.count < 64 * 1024, let chunk = try await stream.next(silence: limits.call) {
                body.append(contentsOf: chunk.readableBytesView)
            }
        } catch let error as CancellationError {
            return error
        } catch {
            // The status alone says that it failed; the text is what could be read of it.
        }
        stream.close()
        let message = Self.message(body, reason: stream.head.status.reasonPhrase)
        return failure(request).answered(
            status: Int(stream.head.status.code), message: message, cause: Self.decoded(body)?.cause,
            known: request.api == .swarm ? SwarmRefusal.code(of: message, path: request.path) : nil)
    }

    /// An error body: `{"message": …}`; Podman gives the innermost error beside it.
    private struct ErrorBody: Decodable {
        var message: String
        var cause: String?
    }

    private static func decoded(_ body: [UInt8]) -> ErrorBody? {
        // An answer in another form is taken as it stands.
        try? JSONDecoder().decode(ErrorBody.self, from: Data(body))
    }

    /// The text of an error body, or what stands there instead.
    static func message(_ body: [UInt8], reason: String) -> String {
        var text = String(decoding: body.prefix(4096), as: UTF8.self)
        if let decoded = decoded(body) { text = decoded.message }
        let line = text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }.joined(separator: " ")
        return line.isEmpty ? reason : line
    }
}

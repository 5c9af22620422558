import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1

/// The body of an answer, chunk by chunk, as fast as it is asked for. One consumer.
final class ResponseStream: Sendable {
    let head: HTTPResponseHead
    let failure: CallFailure
    private let connection: EngineConnection<HTTPClientResponsePart>
    private let upload: Upload?
    private let silence: Duration?
    private let ended = NIOLockedValueBox(false)

    init(
        head: HTTPResponseHead, connection: EngineConnection<HTTPClientResponsePart>, upload: Upload?,
        silence: Duration?, failure: CallFailure
    ) {
        self.head = head
        self.connection = connection
        self.upload = upload
        self.silence = silence
        self.failure = failure
    }

    func close() { connection.close() }

    /// The next chunk, within the stream's own limit; `nil` at the body's end.
    func next() async throws -> ByteBuffer? { try await next(silence: silence) }

    func next(silence: Duration?) async throws -> ByteBuffer? {
        while !ended.withLockedValue({ $0 }) {
            do {
                if let chunk = try take(try await connection.next(silence: silence)) { return chunk }
            } catch {
                throw failure.after(upload?.sourceFailure ?? error)
            }
        }
        return nil
    }

    /// The same for a thread that may block.
    func nextBlocking() throws -> ByteBuffer? {
        while !ended.withLockedValue({ $0 }) {
            do {
                if let chunk = try take(try connection.nextBlocking(silence: silence)) { return chunk }
            } catch {
                throw failure.after(upload?.sourceFailure ?? error)
            }
        }
        return nil
    }

    private func take(_ part: HTTPClientResponsePart?) throws -> ByteBuffer? {
        switch part {
        case .head?: throw TransportFailure.malformed("a second head in one answer")
        case .body(let chunk)?: return chunk.readableBytes > 0 ? chunk : nil
        case .end?:
            ended.withLockedValue { $0 = true }
            connection.close()
            return nil
        case nil: throw TransportFailure.disconnected("the answer is cut off")
        }
    }
}

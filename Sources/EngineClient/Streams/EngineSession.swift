import NIOConcurrencyHelpers
import NIOCore
import NIOPosix

/// A conversation with a process in a container, over a connection that the engine has handed over. Once nothing refers to it, the connection is closed.
public final class EngineSession: AsyncSequence, Sendable {
    private let connection: EngineConnection<ByteBuffer>
    private let early: NIOLockedValueBox<ByteBuffer>
    private let silence: Duration?
    private let failure: CallFailure
    private let tty: Bool

    init(
        connection: EngineConnection<ByteBuffer>, early: ByteBuffer, silence: Duration?, failure: CallFailure, tty: Bool
    ) {
        self.connection = connection
        self.early = NIOLockedValueBox(early)
        self.silence = silence
        self.failure = failure
        self.tty = tty
    }

    /// Bytes for the process's standard input; returns when the connection has taken them.
    public func write(_ bytes: [UInt8]) async throws {
        let connection = self.connection
        do {
            try await withTaskCancellationHandler {
                try await connection.channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
            } onCancel: {
                connection.close()
            }
            connection.touch()
        } catch {
            throw Task.isCancelled ? CancellationError() : failure.after(error)
        }
    }

    /// The end of the process's standard input; its output goes on.
    public func closeInput() async throws {
        do {
            try await connection.channel.close(mode: .output).get()
        } catch ChannelError.outputClosed, ChannelError.alreadyClosed, ChannelError.ioOnClosedChannel {
            // It is over already.
        } catch {
            throw failure.after(error)
        }
    }

    /// Ends the conversation. The process in the container goes on.
    public func close() { connection.close() }

    /// What the process writes, until it has ended. One consumer.
    public func makeAsyncIterator() -> Iterator { Iterator(session: self, decoder: OutputDecoder(tty: tty)) }

    public struct Iterator: AsyncIteratorProtocol {
        let session: EngineSession
        var decoder: OutputDecoder
        public mutating func next() async throws -> OutputChunk? {
            let session = self.session
            return try await decoder.next(failure: session.failure) { try await session.more() }
        }
    }

    private func more() async throws -> ByteBuffer? {
        let first = early.withLockedValue { buffer in
            defer { buffer = ByteBuffer() }
            return buffer
        }
        if first.readableBytes > 0 { return first }
        do {
            return try await connection.next(silence: silence)
        } catch {
            throw failure.after(error)
        }
    }
}

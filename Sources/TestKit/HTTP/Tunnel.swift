import NIOCore

/// Two connections as one: what comes from either side goes to the other, and an end of one side is an end for the other.
enum Tunnel {
    typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// For the event loop of `channel`: one whose sides end by themselves.
    static func connection(_ channel: any Channel) throws -> Connection {
        try Connection(
            wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
    }

    /// Ends when both sides have, or when one breaks off.
    static func join(
        _ there: Connection, _ incoming: inout NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws {
        try await there.executeThenClose { answers, requests in
            async let back: Void = {
                for try await piece in answers { try await outbound.write(piece) }
                outbound.finish()
            }()
            while let piece = try await incoming.next() { try await requests.write(piece) }
            requests.finish()
            try await back
        }
    }
}

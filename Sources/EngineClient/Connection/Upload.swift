import Foundation
import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Sends a body that is too large for memory, from a thread of its own, because reading may block.
///
/// A source that fails ends the connection without the body's last chunk, so that the engine cannot take it for whole.
final class Upload: Sendable {
    static let chunk = 256 * 1024
    private let failure = NIOLockedValueBox<(any Error)?>(nil)

    /// Why the source could not be read to its end.
    var sourceFailure: (any Error)? { failure.withLockedValue { $0 } }

    func start(_ source: EngineUpload, over connection: EngineConnection<HTTPClientResponsePart>) {
        let thread = Thread { self.run(source, connection) }
        thread.name = "engine upload"
        thread.start()
    }

    private func run(_ source: EngineUpload, _ connection: EngineConnection<HTTPClientResponsePart>) {
        var reader: any ByteReader
        do {
            reader = try source.open()
        } catch {
            return sourceFailed(error, connection)
        }
        var bytes = [UInt8](repeating: 0, count: Self.chunk)
        while true {
            let count: Int
            do {
                count = try bytes.withUnsafeMutableBytes { try reader.read(into: $0) }
            } catch {
                return sourceFailed(error, connection)
            }
            // Once the connection is gone, whoever waits for the answer learns it there.
            if count == 0 {
                connection.channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
                return connection.touch()
            }
            var buffer = connection.channel.allocator.buffer(capacity: count)
            buffer.writeBytes(bytes[..<count])
            do {
                try connection.channel.writeAndFlush(HTTPClientRequestPart.body(.byteBuffer(buffer))).wait()
            } catch {
                return
            }
            connection.touch()
        }
    }

    private func sourceFailed(_ error: any Error, _ connection: EngineConnection<HTTPClientResponsePart>) {
        failure.withLockedValue { $0 = error }
        connection.fail(.disconnected("the source of the body failed"))
    }
}

import NIOCore

/// Takes apart what an engine sends of a container without a terminal: frames with a header of 8 bytes (stream, three zeros, length in big-endian order; Engine API 1.41, "ContainerAttach").
///
/// Frames may be cut anywhere; their content is given out as it comes, so memory does not grow with a frame.
struct LogDemultiplexer {
    private var header: [UInt8] = []
    private var kind: UInt8 = 0
    private var remaining = 0
    private var systemError: [UInt8] = []

    /// Gives what can be given after these bytes. Throws `malformed` for what is no frame.
    mutating func take(_ input: ByteBuffer) throws -> [OutputChunk] {
        var input = input
        var chunks: [OutputChunk] = []
        while input.readableBytes > 0 {
            if remaining == 0 {
                let part = input.readBytes(length: min(8 - header.count, input.readableBytes)) ?? []
                header.append(contentsOf: part)
                guard header.count == 8 else { break }
                guard header[0] <= 3, header[1...3].allSatisfy({ $0 == 0 }) else {
                    throw TransportFailure.malformed("output that is not in frames")
                }
                kind = header[0]
                remaining = header[4...].reduce(0) { $0 << 8 | Int($1) }
                header = []
            } else {
                let bytes = input.readBytes(length: min(remaining, input.readableBytes)) ?? []
                remaining -= bytes.count
                switch kind {
                case 2: chunks.append(OutputChunk(source: .standardError, bytes: bytes))
                case 3: systemError.append(contentsOf: bytes.prefix(max(0, 4096 - systemError.count)))
                default: chunks.append(OutputChunk(source: .standardOutput, bytes: bytes))
                }
            }
        }
        return chunks
    }

    /// What the engine itself says went wrong (stream 3); `nil` where nothing did.
    var engineError: String? {
        systemError.isEmpty || remaining > 0 ? nil : String(decoding: systemError, as: UTF8.self).trimmedEnd
    }

    /// Whether the stream may end here.
    var isBetweenFrames: Bool { remaining == 0 && header.isEmpty }
}

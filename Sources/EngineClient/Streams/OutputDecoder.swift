import NIOCore

/// Output of a container, in frames or raw, chunk by chunk.
struct OutputDecoder {
    private enum Form {
        case raw
        case frames(LogDemultiplexer)
    }
    private var form: Form
    private var ready: [OutputChunk] = []

    init(tty: Bool) { form = tty ? .raw : .frames(LogDemultiplexer()) }

    /// The next chunk; asks `more` for bytes as needed, which gives `nil` at the end.
    mutating func next(
        failure: CallFailure, isolation: isolated (any Actor)? = #isolation,
        _ more: () async throws -> ByteBuffer?
    ) async throws -> OutputChunk? {
        while ready.isEmpty {
            guard let bytes = try await more() else {
                if case .frames(let frames) = form, !frames.isBetweenFrames {
                    throw failure.after(TransportFailure.disconnected("the output is cut off inside a frame"))
                }
                return nil
            }
            switch form {
            case .raw:
                if bytes.readableBytes > 0 {
                    ready = [OutputChunk(source: .standardOutput, bytes: Array(bytes.readableBytesView))]
                }
            case .frames(var frames):
                do {
                    ready = try frames.take(bytes)
                } catch {
                    throw failure.after(error)
                }
                form = .frames(frames)
                if let error = frames.engineError { throw failure.inStream(EngineProblem.failed, message: error) }
            }
        }
        return ready.removeFirst()
    }
}

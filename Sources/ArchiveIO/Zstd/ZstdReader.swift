import CZstd
public import Vocabulary

/// Decompresses zstd. A frame that is cut off is found (libzstd alone does not say), and so is anything that follows the last one.
///
/// Memory: the frame's window, which is bounded, and 128 KiB. A class: it owns the decoder; not for two tasks at a time.
public final class ZstdReader: ByteReader {
    /// How many frames may follow each other.
    public enum Frames: Sendable {
        /// One: what ``ZstdCompressor`` writes.
        case one
        /// One or more, skippable ones included: what others write (`--preserve`).
        case several
    }

    /// The greatest window that is taken: 128 MiB, what `zstd -d` takes without being asked (zstd(1), `--memory`).
    public static let maximumWindowLog = 27

    private var source: any ByteReader
    private let subject: String
    private let frames: Frames
    private let context: OpaquePointer
    private let buffer: UnsafeMutableRawBufferPointer
    private var filled = 0
    private var position = 0
    private var state = State.betweenFrames(seen: 0)

    private enum State: Equatable { case betweenFrames(seen: Int), inFrame(number: Int), flushing(number: Int), ended }

    /// `subject` says in messages what is read: "layer sha256:…".
    public init(_ source: any ByteReader, of subject: String, frames: Frames = .one) throws {
        guard let context = ZSTD_createDCtx() else {
            throw Problem("zstd.parameter", .defect, "no memory for a decompressor")
        }
        self.source = source
        self.subject = subject
        self.frames = frames
        self.context = context
        buffer = .allocate(byteCount: ZSTD_DStreamInSize(), alignment: 16)
        let result = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, Int32(Self.maximumWindowLog))
        guard ZSTD_isError(result) == 0 else {
            throw Problem("zstd.parameter", .defect, "libzstd does not take a limit for its window")
        }
    }

    deinit {
        ZSTD_freeDCtx(context)
        buffer.deallocate()
    }

    /// Throws with exit 11 `content.cut-off`, `content.damaged`, `content.window-too-large`, `content.trailing-bytes`, and what the source throws.
    public func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        guard target.count > 0 else { return 0 }
        while true {
            switch state {
            case .ended: return 0
            case .betweenFrames(let seen):
                guard try fill() else {
                    guard seen > 0 else { throw cutOff("it is empty") }
                    state = .ended
                    return 0
                }
                if seen > 0, frames == .one {
                    throw problem("content.trailing-bytes", "something follows the end of its compressed data")
                }
                state = .inFrame(number: seen + 1)
            case .inFrame(let number):
                guard try fill() else { throw cutOff("its compressed data are cut off") }
                let written = try decompress(into: target, number: number)
                if written > 0 { return written }
            case .flushing(let number):
                // Output was full: the decoder may hold more, before it wants input.
                let written = try decompress(into: target, number: number)
                if written > 0 { return written }
            }
        }
    }

    private func decompress(into target: UnsafeMutableRawBufferPointer, number: Int) throws -> Int {
        var input = ZSTD_inBuffer(src: buffer.baseAddress, size: filled, pos: position)
        var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
        let hint = ZSTD_decompressStream(context, &output, &input)
        guard ZSTD_isError(hint) == 0 else { throw failure(hint) }
        position = input.pos
        if hint == 0 {
            state = .betweenFrames(seen: number)
        } else {
            state = output.pos == output.size ? .flushing(number: number) : .inFrame(number: number)
        }
        return output.pos
    }

    /// Whether there is input.
    private func fill() throws -> Bool {
        if position == filled {
            filled = try source.read(into: buffer)
            position = 0
        }
        return filled > 0
    }

    private func failure(_ result: Int) -> Problem {
        let text = String(cString: ZSTD_getErrorName(result))
        if ZSTD_getErrorCode(result) == ZSTD_error_frameParameter_windowTooLarge {
            return problem(
                "content.window-too-large", "it was compressed with too long a window",
                expected: "at most \(ByteCount(1 << Self.maximumWindowLog))")
        }
        return problem("content.damaged", "its compressed data are damaged", found: text)
    }

    private func cutOff(_ what: String) -> Problem { problem("content.cut-off", what) }

    private func problem(
        _ code: ProblemCode, _ what: String, expected: String? = nil, found: String? = nil
    ) -> Problem {
        Problem(code, .bundle, "cannot read \(subject): \(what)", expected: expected, found: found)
    }
}

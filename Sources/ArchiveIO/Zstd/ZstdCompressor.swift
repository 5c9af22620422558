import CZstd
public import Vocabulary

/// Compresses to one zstd frame (RFC 8878) with checksum, long-distance matching and a bounded window.
///
/// The bytes depend on content, level, window and the release of libzstd, and on nothing else. One thread for one layer: Debian's static
/// libzstd has no workers of its own, and with workers (zstd.h, `ZSTD_c_nbWorkers`) the shared one gives other bytes. Not for two tasks at a time.
public final class ZstdCompressor {
    /// What is taken where nothing else is asked for: on five Debian images level 6 saved 3 % over 3 in four times its time.
    public static let defaultLevel = 6
    public static let levels = 1...19
    /// 32 MiB: the memory that a decoder needs per layer, three at once on a board with 1 GB.
    public static let defaultWindowLog = 25

    /// Of libzstd, as one number (zstd.h, `ZSTD_versionNumber`): other releases give other bytes.
    public static var libraryVersion: Int { Int(ZSTD_versionNumber()) }

    private let context: OpaquePointer
    private let buffer: UnsafeMutableRawBufferPointer

    /// `size` is that of the content where it is known; it is then written into the frame and must be kept to.
    /// Throws `zstd.parameter` (1) for what libzstd does not take.
    public init(level: Int = defaultLevel, windowLog: Int = defaultWindowLog, size: Int64? = nil) throws {
        guard let context = ZSTD_createCCtx() else { throw Self.problem("no memory for a compressor") }
        self.context = context
        buffer = .allocate(byteCount: ZSTD_CStreamOutSize(), alignment: 16)
        let parameters: [(ZSTD_cParameter, Int)] = [
            (ZSTD_c_compressionLevel, level), (ZSTD_c_windowLog, windowLog),
            (ZSTD_c_enableLongDistanceMatching, 1), (ZSTD_c_checksumFlag, 1), (ZSTD_c_contentSizeFlag, 1),
        ]
        for (parameter, value) in parameters {
            let result = ZSTD_CCtx_setParameter(context, parameter, Int32(value))
            guard ZSTD_isError(result) == 0 else {
                throw Self.problem("\(value) for parameter \(parameter.rawValue): \(Self.text(result))")
            }
        }
        if let size, ZSTD_isError(ZSTD_CCtx_setPledgedSrcSize(context, UInt64(size))) != 0 {
            throw Self.problem("a content of \(size) bytes")
        }
    }

    deinit {
        ZSTD_freeCCtx(context)
        buffer.deallocate()
    }

    /// Takes bytes, and writes what comes of them. Throws what the destination throws.
    public func compress(_ bytes: UnsafeRawBufferPointer, to destination: inout some ByteWriter) throws {
        var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
        while input.pos < input.size {
            let step = try step(&input, ZSTD_e_continue, into: buffer)
            try destination.write(UnsafeRawBufferPointer(rebasing: buffer[..<step.written]))
        }
    }

    /// Ends the frame. Throws `zstd.size` (14) where the content had another size than announced.
    public func finish(to destination: inout some ByteWriter) throws {
        var input = ZSTD_inBuffer(src: nil, size: 0, pos: 0)
        while true {
            let step = try step(&input, ZSTD_e_end, into: buffer)
            try destination.write(UnsafeRawBufferPointer(rebasing: buffer[..<step.written]))
            if step.remaining == 0 { return }
        }
    }

    func step(
        _ input: inout ZSTD_inBuffer, _ directive: ZSTD_EndDirective, into target: UnsafeMutableRawBufferPointer
    ) throws -> (written: Int, remaining: Int) {
        var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
        let remaining = ZSTD_compressStream2(context, &output, &input, directive)
        guard ZSTD_isError(remaining) == 0 else {
            if ZSTD_getErrorCode(remaining) == ZSTD_error_srcSize_wrong {
                throw Problem("zstd.size", .step, "cannot compress: the content does not have the size that it should")
            }
            throw Problem("zstd.failed", .step, "cannot compress: \(Self.text(remaining))")
        }
        return (output.pos, remaining)
    }

    private static func text(_ result: Int) -> String { String(cString: ZSTD_getErrorName(result)) }

    private static func problem(_ what: String) -> Problem {
        Problem("zstd.parameter", .defect, "libzstd does not take \(what)")
    }
}

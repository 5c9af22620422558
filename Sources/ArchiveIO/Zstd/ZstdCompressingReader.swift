import CZstd
public import Vocabulary

/// The compressed form of what a reader gives, as a reader: ``ZstdCompressor`` the other way round.
public final class ZstdCompressingReader: ByteReader {
    private var source: any ByteReader
    private let compressor: ZstdCompressor
    private let buffer: UnsafeMutableRawBufferPointer
    private var filled = 0
    private var position = 0
    private var state = State.reading

    private enum State { case reading, ending, ended }

    public init(_ source: any ByteReader, with compressor: ZstdCompressor) {
        self.source = source
        self.compressor = compressor
        buffer = .allocate(byteCount: 256 * 1024, alignment: 16)
    }

    deinit { buffer.deallocate() }

    public func read(into target: UnsafeMutableRawBufferPointer) throws -> Int {
        guard target.count > 0 else { return 0 }
        while state != .ended {
            if state == .reading, position == filled {
                filled = try source.read(into: buffer)
                position = 0
                if filled == 0 { state = .ending }
            }
            var input = ZSTD_inBuffer(src: buffer.baseAddress, size: filled, pos: position)
            let step = try compressor.step(
                &input, state == .reading ? ZSTD_e_continue : ZSTD_e_end, into: target)
            position = input.pos
            if state == .ending, step.remaining == 0 { state = .ended }
            if step.written > 0 { return step.written }
        }
        return 0
    }
}

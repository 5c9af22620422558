import ArchiveIO
import Testing
import Vocabulary

@Suite struct ZstdTests {
    /// Text with repetitions near and far, and noise between: the same bytes each time.
    static func content(_ count: Int, seed: UInt64 = 42) -> [UInt8] {
        var state = seed
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let word = state >> 33
            if word % 5 == 0, bytes.count > 4096 {
                let start = Int(state >> 20) % (bytes.count - 1024)
                bytes += Array(bytes[start..<start + 1024])
            } else {
                withUnsafeBytes(of: word) { bytes.append(contentsOf: $0) }
            }
        }
        return Array(bytes[..<count])
    }

    static func compress(
        _ bytes: [UInt8], level: Int = 3, windowLog: Int = 25, size: Int64? = nil, piece: Int = .max
    ) throws -> [UInt8] {
        var result = BytesWriter()
        let compressor = try ZstdCompressor(level: level, windowLog: windowLog, size: size)
        try bytes.withUnsafeBytes { all in
            var start = 0
            while start < all.count {
                let end = min(all.count, start + min(piece, all.count))
                try compressor.compress(UnsafeRawBufferPointer(rebasing: all[start..<end]), to: &result)
                start = end
            }
        }
        try compressor.finish(to: &result)
        return result.bytes
    }

    static func decompress(_ bytes: [UInt8], frames: ZstdReader.Frames = .one, limit: Int = 64 << 20) throws -> [UInt8]?
    {
        var reader = try ZstdReader(BytesReader(bytes), of: "layer x", frames: frames)
        return try reader.readAll(limit: limit)
    }

    @Test(arguments: [0, 1, 1000, 100_000, 1_000_000]) func whatIsCompressedComesBack(count: Int) throws {
        let content = Self.content(count)
        for level in [1, 6, 19] where level < 19 || count <= 100_000 {
            let packed = try Self.compress(content, level: level)
            #expect(try Self.decompress(packed) == content)
            #expect(try Self.decompress(try Self.compress(content, level: level, size: Int64(count))) == content)
        }
        var reader = ZstdCompressingReader(BytesReader(content), with: try ZstdCompressor(level: 3))
        #expect(try reader.readAll(limit: 2 << 20) == (try Self.compress(content)))
    }

    /// More than a window of 32 MiB.
    @Test func theBytesDoNotDependOnThePiecesInWhichTheContentArrives() throws {
        let content = (0..<40).flatMap { Self.content(1 << 20, seed: $0 % 30) }
        let one = try Self.compress(content, level: 1, size: Int64(content.count))
        #expect(try Self.compress(content, level: 1, size: Int64(content.count), piece: 100_000) == one)
        #expect(try Self.compress(content, level: 1, size: Int64(content.count), piece: 777_777) == one)
        #expect(try Self.decompress(one) == content)
    }

    @Test func everyCutIsFound() throws {
        let packed = try Self.compress(Self.content(3000))
        for length in 0..<packed.count {
            let problem = #expect(throws: Problem.self) { try Self.decompress(Array(packed[..<length])) }
            #expect(problem?.code == "content.cut-off", "\(length)")
        }
    }

    @Test func everyChangedByteIsFoundOrMakesNoDifference() throws {
        let content = Self.content(500)
        let packed = try Self.compress(content, size: 500)
        for index in packed.indices {
            var spoilt = packed
            spoilt[index] ^= 0x10
            do { #expect(try Self.decompress(spoilt) == content, "\(index)") } catch let problem as Problem {
                #expect(problem.exit == .bundle)
            }
        }
    }

    @Test func whatFollowsTheFrameIsRefused() throws {
        let packed = try Self.compress([1, 2, 3])
        let problem = #expect(throws: Problem.self) { try Self.decompress(packed + [0]) }
        #expect(problem?.code == "content.trailing-bytes")
        #expect(
            problem?.message == "cannot read layer x: something follows the end of its compressed data")
        let second = #expect(throws: Problem.self) { try Self.decompress(packed + packed) }
        #expect(second?.code == "content.trailing-bytes")
    }

    @Test func severalFramesAreTakenWhereAskedFor() throws {
        let packed = try Self.compress([1, 2, 3])
        let skippable: [UInt8] = [0x50, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9]
        #expect(try Self.decompress(packed + skippable + packed, frames: .several) == [1, 2, 3, 1, 2, 3])
        #expect(throws: Problem.self) { try Self.decompress(packed + [0, 1, 2, 3, 4], frames: .several) }
        #expect(throws: Problem.self) { try Self.decompress(packed + packed.dropLast(), frames: .several) }
    }

    @Test func tooLongAWindowIsRefusedBeforeMemoryIsTaken() throws {
        let packed = try Self.compress(Self.content(1000), windowLog: 28)
        let problem = #expect(throws: Problem.self) { try Self.decompress(packed) }
        #expect(problem?.code == "content.window-too-large")
        #expect(problem?.message == "cannot read layer x: it was compressed with too long a window")
        #expect(problem?.expected == "at most 128.0 MiB")
        #expect(try Self.decompress(try Self.compress(Self.content(1000), windowLog: 27)) == Self.content(1000))
    }

    @Test func noZstdAtAllIsRefused() throws {
        let problem = #expect(throws: Problem.self) { try Self.decompress(Array("hello, world".utf8)) }
        #expect(problem?.code == "content.damaged")
    }

    @Test func theAnnouncedSizeIsKeptTo() throws {
        let problem = #expect(throws: Problem.self) { try Self.compress([1, 2, 3], size: 4) }
        #expect(problem?.code == "zstd.size")
        #expect(throws: Problem.self) { try ZstdCompressor(level: 3, windowLog: 99) }
    }

    /// 256 MiB of zeros in a few KiB: the reader is left as soon as the announced size is exceeded.
    @Test func aBombCostsNoMoreThanItsAnnouncement() throws {
        var packed = BytesWriter()
        let compressor = try ZstdCompressor(level: 1)
        let zeros = [UInt8](repeating: 0, count: 16 << 20)
        for _ in 0..<16 { try zeros.withUnsafeBytes { try compressor.compress($0, to: &packed) } }
        try compressor.finish(to: &packed)
        #expect(packed.bytes.count < 100_000)
        let layer = BundledLayer(
            stored: .of(packed.bytes, as: .layerTarZstd), diffID: .of([]), plainSize: 1 << 20)
        var reader = try LayerReader.verifying(layer, from: BytesReader(packed.bytes))
        var given = 0
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { buffer.deallocate() }
        let problem = #expect(throws: Problem.self) {
            while true {
                let got = try reader.read(into: buffer)
                if got == 0 { break }
                given += got
            }
        }
        #expect(problem?.code == "bundle.layer")
        #expect(problem?.found == "more than 1048576 bytes")
        #expect(given < 1 << 20)
    }
}

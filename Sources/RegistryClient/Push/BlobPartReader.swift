import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads a blob from some place of it on.
enum BlobPartReader {
    static func open(_ body: BlobBody, from offset: Int64) throws -> any ByteReader {
        switch body {
        case .bytes(let bytes): return BytesReader(Array(bytes.dropFirst(Int(offset))))
        case .region(let region): return Region(region: region, position: offset)
        case .generated(_, let open):
            // What is made on the way can only be read from its beginning.
            var reader = try open()
            var rest = offset
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
            defer { buffer.deallocate() }
            while rest > 0 {
                let got = try reader.read(
                    into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(min(rest, Int64(buffer.count)))]))
                if got == 0 { break }
                rest -= Int64(got)
            }
            return reader
        }
    }

    private struct Region: ByteReader {
        let region: FileRegion
        var position: Int64

        mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            let wanted = Int(min(Int64(buffer.count), region.length - position))
            guard wanted > 0 else { return 0 }
            while true {
                let got = pread(region.descriptor, buffer.baseAddress, wanted, off_t(region.offset + position))
                if got < 0, errno == EINTR { continue }
                guard got >= 0 else {
                    throw Problem(
                        RegistryProblem.sourceShort, .step,
                        "cannot push: the content cannot be read: \(String(cString: strerror(errno)))")
                }
                position += Int64(got)
                return got
            }
        }
    }
}

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
        case .regions(let regions):
            return Regions(rest: regions.stretch(from: offset, count: max(0, regions.length - offset)).pieces[...])
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

    /// Content in one file, or in several one behind the other.
    private struct Regions: ByteReader {
        /// Of the first of them, ``position`` bytes are read.
        var rest: ArraySlice<FileRegion>
        var position: Int64 = 0

        mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            if let first = rest.first, position == first.length {
                rest.removeFirst()
                position = 0
            }
            guard let region = rest.first else { return 0 }
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

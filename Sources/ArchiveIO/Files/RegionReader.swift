public import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads content in its place by `pread`, from one file or from several one behind the other: several readers of one file do not disturb each other.
public struct RegionReader: ByteReader {
    private let pieces: [FileRegion]
    /// Of the piece that is read now, and in it.
    private var index = 0
    private var position: Int64 = 0

    public init(_ regions: FileRegions) { pieces = regions.pieces }

    public init(_ region: FileRegion) { self.init(FileRegions(region)) }

    /// Throws `file.read-failed` (11) where a file became shorter than its stretch, or the medium cannot be read.
    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while index < pieces.count, position == pieces[index].length {
            index += 1
            position = 0
        }
        guard index < pieces.count, buffer.count > 0 else { return 0 }
        let region = pieces[index]
        let wanted = Int(min(Int64(buffer.count), region.length - position))
        while true {
            let got = pread(region.descriptor, buffer.baseAddress, wanted, off_t(region.offset + position))
            if got > 0 {
                position += Int64(got)
                return got
            }
            if got < 0, errno == EINTR { continue }
            let reason = got == 0 ? "the file became shorter while it was read" : SystemError().text
            throw Problem(
                "file.read-failed", .bundle, "cannot read at byte \(region.offset + position): \(reason)",
                hint: "copy the file again from where it came from")
        }
    }
}

/// Reads a pipe, socket or file from where it stands. The descriptor stays the caller's.
public struct DescriptorReader: ByteReader {
    private let descriptor: Int32

    public init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Throws `file.read-failed` (14).
    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard buffer.count > 0 else { return 0 }
        while true {
            let got = systemRead(descriptor, buffer.baseAddress, buffer.count)
            if got >= 0 { return got }
            if errno == EINTR { continue }
            throw Problem("file.read-failed", .step, "cannot read from a stream: \(SystemError().text)")
        }
    }
}

/// `read` of the C library: inside a `ByteReader` the name means the method.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, buffer, count)
}

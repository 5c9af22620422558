public import Vocabulary

/// Writes a tar of files, folders and links, with modes and owners, to wherever bytes can be written: build contexts, the engine's
/// archive API. Names are UTF-8 of any length (pax). Memory does not grow with content.
public struct TarWriter<Destination: ByteWriter> {
    public private(set) var destination: Destination

    public init(to destination: Destination) { self.destination = destination }

    /// A folder, a link or an empty file: a member without content. Throws what the destination throws.
    public mutating func add(_ header: TarHeader) throws {
        var header = header
        header.size = 0
        try put(header.encoded())
    }

    /// A file with content from memory; its size is taken from there.
    public mutating func add(_ header: TarHeader, bytes: [UInt8]) throws {
        var reader = BytesReader(bytes)
        var header = header
        header.size = Int64(bytes.count)
        try add(header, from: &reader)
    }

    /// A file of `header.size` bytes. Throws `archive.size-changed` (14) where the reader gives more or fewer; the archive is then cut off and of no use.
    public mutating func add(_ header: TarHeader, from reader: inout some ByteReader) throws {
        try put(header.encoded())
        try Self.copy(header.size, of: header.path, from: &reader) { try destination.write($0) }
        try put([UInt8](repeating: 0, count: TarHeader.padding(after: header.size)))
    }

    /// The end mark: two zero blocks.
    public mutating func finish() throws { try put([UInt8](repeating: 0, count: 1024)) }

    private mutating func put(_ bytes: [UInt8]) throws { try bytes.withUnsafeBytes { try destination.write($0) } }

    static func copy(
        _ size: Int64, of name: String, from reader: inout some ByteReader,
        to sink: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        var done: Int64 = 0
        while true {
            let got = try reader.read(into: buffer)
            if got == 0 { break }
            done += Int64(got)
            guard done <= size else { break }
            try sink(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        }
        guard done == size else {
            throw Problem(
                "archive.size-changed", .step, "cannot write `\(name)` to an archive: its size changed meanwhile",
                expected: "\(size) bytes", found: done > size ? "more" : "\(done) bytes")
        }
    }
}

public import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Digest and size of what is in a store.
public struct StoredBlob: Hashable, Sendable {
    public var digest: Digest
    public var size: Int64
}

/// Blobs by digest, in a folder: `blobs/sha256/<hex>`, and `partial/` for what is under way.
///
/// What is under a digest was hashed while it was written. Any number of tasks and processes may use one store at a time.
public struct ContentStore: Sendable {
    public let root: AbsolutePath

    /// Makes the folders where they are missing; the parent of `root` must exist. Throws `store.unwritable` (14).
    public init(at root: AbsolutePath) throws {
        self.root = root
        for folder in [root, root.appending("blobs"), blobs, partials] {
            guard mkdir(folder.rawValue, 0o755) == 0 || errno == EEXIST else { throw writing(errno) }
        }
    }

    private var blobs: AbsolutePath { root.appending("blobs/sha256") }
    var partials: AbsolutePath { root.appending("partial") }
    func path(of digest: Digest) -> AbsolutePath { blobs.appending(digest.hex) }

    /// Takes a blob from a reader and puts it under its digest; one that is there already is replaced by the same.
    ///
    /// Throws `store.mismatch` (14) where it is another than expected, `store.no-space`, `store.unwritable`, and what the reader throws. In every case nothing is left.
    @discardableResult
    public func put(from reader: inout some ByteReader, expecting: Digest? = nil) throws -> StoredBlob {
        let writer = try BlobWriter(in: self)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let got = try reader.read(into: buffer)
            if got == 0 { break }
            try writer.write(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        }
        return try writer.finish(expecting: expecting)
    }

    /// Takes a small blob from memory.
    @discardableResult
    public func put(_ bytes: [UInt8], expecting: Digest? = nil) throws -> StoredBlob {
        var reader = BytesReader(bytes)
        return try put(from: &reader, expecting: expecting)
    }

    /// A blob to be written piece by piece.
    public func newBlob() throws -> BlobWriter { try BlobWriter(in: self) }

    /// The blob in its file; `nil` where it is not here.
    public func region(of digest: Digest) -> FileRegion? { StoreFile(opening: path(of: digest))?.region }

    /// The blob as something to serve; `nil` where it is not here.
    public func body(of digest: Digest) -> BlobBody? { region(of: digest).map { .region($0) } }

    /// A small blob in memory, hashed again; `nil` where it is not here. Throws `store.damaged` (14) where its file is no longer what was written.
    public func bytes(of digest: Digest, limit: Int) throws -> [UInt8]? {
        guard let file = StoreFile(opening: path(of: digest)) else { return nil }
        var reader = file.reader
        guard file.size <= Int64(limit), let bytes = try reader.readAll(limit: limit), .of(bytes) == digest else {
            throw Problem(
                "store.damaged", .step, "the stored content \(digest) is damaged or larger than \(limit) bytes",
                hint: "remove `\(path(of: digest))` and try again")
        }
        return bytes
    }

    /// Removes a blob; nothing happens where it is not here.
    public func remove(_ digest: Digest) { unlink(path(of: digest).rawValue) }

    /// Removes what was under way and never finished. Only for a store that nobody else uses at this time.
    public func removePartials() throws {
        guard let folder = opendir(partials.rawValue) else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { unlink(partials.appending(name).rawValue) }
        }
    }

    func syncBlobs() throws {
        let folder = open(blobs.rawValue, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        guard folder >= 0 else { throw writing(errno) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw writing(errno) }
    }

    func writing(_ number: Int32) -> Problem {
        let text = String(cString: strerror(number))
        switch number {
        case ENOSPC, EDQUOT, EFBIG:
            return Problem(
                "store.no-space", .step, "cannot keep content in `\(root)`: \(text)", consequence: "nothing was kept",
                hint: "see what is free with `df -h \(root)`")
        default:
            return Problem("store.unwritable", .step, "cannot keep content in `\(root)`: \(text)")
        }
    }
}

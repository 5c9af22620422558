public import Vocabulary

/// Writes the tar of a bundle: regular files with mode 0644, owner 0:0, no names of owners and one time for all.
///
/// The file appears under its name when ``finish()`` has synced it, or not at all. Not for two tasks at a time.
public final class ArchiveWriter {
    private let file: FileWriter
    private let modified: Int64
    private var names: Set<String> = []

    /// `modified` is the time of every entry, in seconds since 1970. Throws `file.unwritable`, `file.no-space` (14).
    public init(creating path: AbsolutePath, modified: Int64) throws {
        file = try FileWriter(creating: path)
        self.modified = modified
    }

    /// Bytes written so far, headers and padding included.
    public var count: Int64 { file.count }

    /// Adds a file of exactly `size` bytes and gives the digest of what was written.
    ///
    /// Throws `archive.name` or `archive.duplicate` (1: a defect of the caller), `archive.size-changed`, `file.no-space` (14).
    @discardableResult
    public func add(name: String, size: Int64, from reader: inout some ByteReader) throws -> Digest {
        guard ArchiveEntry.isName(name) else {
            throw Problem("archive.name", .defect, "cannot add `\(name)` to `\(file.path)`: not a name for an entry")
        }
        guard names.insert(name).inserted else {
            throw Problem("archive.duplicate", .defect, "cannot add `\(name)` to `\(file.path)`: it is there already")
        }
        var hasher = Digest.Hasher()
        let header = TarHeader(path: name, size: size, modified: modified).encoded()
        try header.withUnsafeBytes { try file.write($0) }
        try TarWriter<FileWriter>.copy(size, of: name, from: &reader) {
            hasher.update($0)
            try file.write($0)
        }
        let padding = [UInt8](repeating: 0, count: TarHeader.padding(after: size))
        try padding.withUnsafeBytes { try file.write($0) }
        return hasher.finish()
    }

    /// Adds small content from memory.
    @discardableResult
    public func add(name: String, bytes: [UInt8]) throws -> Digest {
        var reader = BytesReader(bytes)
        return try add(name: name, size: Int64(bytes.count), from: &reader)
    }

    /// Writes the end mark, syncs, and puts the file under its name.
    public func finish() throws {
        let end = [UInt8](repeating: 0, count: 1024)
        try end.withUnsafeBytes { try file.write($0) }
        try file.finish()
    }

    /// Takes back what was written, at once; else it happens when the writer goes.
    public func discard() { file.discard() }
}

public import Vocabulary

/// Writes the tar of a bundle: regular files with mode 0644, owner 0:0, no names of owners and one time for all.
///
/// The file appears under its name when ``finish()`` has synced it, or not at all; in parts, all of them or none. Not for two tasks at a time.
public final class ArchiveWriter {
    private let file: SplitWriter
    private let modified: Int64
    private var names: Set<String> = []

    /// `modified` is the time of every entry, in seconds since 1970. Throws `file.unwritable`, `file.no-space`, `file.in-the-way` (14).
    public init(creating path: AbsolutePath, modified: Int64, volumes: Volumes = .one) throws {
        file = try SplitWriter(creating: path, volumes: volumes)
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
        try TarWriter<SplitWriter>.copy(size, of: name, from: &reader) {
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

    /// Writes the end mark, syncs, and puts the file, or its parts, under its name. Gives what was written.
    @discardableResult
    public func finish() throws -> [AbsolutePath] {
        let end = [UInt8](repeating: 0, count: Self.endSize)
        try end.withUnsafeBytes { try file.write($0) }
        return try file.finish()
    }

    /// The size of an archive of these files: what ``count`` will be behind ``finish()``.
    public static func size(of files: [(name: String, size: Int64)]) -> Int64 {
        files.reduce(Int64(endSize)) { sum, file in
            let header = TarHeader(path: file.name, size: file.size, modified: 0).encoded().count
            return sum + Int64(header) + file.size + Int64(TarHeader.padding(after: file.size))
        }
    }

    private static let endSize = 1024

    /// Takes back what was written, at once; else it happens when the writer goes.
    public func discard() { file.discard() }
}

public import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A tar that ``ArchiveWriter`` wrote, read in place: opening walks the headers and looks at nothing else.
///
/// Exactly what the writer writes is taken: every header is encoded again and compared byte by byte, padding is zero, no name stands
/// twice, and the file ends with its two zero blocks.
public final class ArchiveFile: Sendable {
    public let file: OpenFile
    /// In the order of the archive.
    public let entries: [ArchiveEntry]
    /// The time that all entries carry, in seconds since 1970; 0 where there is no entry.
    public let modified: Int64
    private let byName: [String: ArchiveEntry]

    /// A bundle has an entry per blob; this many is far more than any.
    public static let maximumEntries = 100_000

    /// Costs one `pread` of about a kilobyte per entry. Throws `file.not-found`, `file.unreadable` (64), and with exit 11
    /// `archive.not-an-archive`, `.truncated`, `.header`, `.padding`, `.duplicate`, `.name`, `.too-many-entries`, `.trailing-bytes`.
    public init(opening path: AbsolutePath) throws {
        file = try OpenFile(opening: path)
        var walk = HeaderWalk(file: file)
        var entries: [ArchiveEntry] = []
        var byName: [String: ArchiveEntry] = [:]
        while let entry = try walk.next() {
            guard entries.count < Self.maximumEntries else {
                throw walk.problem("archive.too-many-entries", "more than \(Self.maximumEntries) entries")
            }
            guard byName.updateValue(entry, forKey: entry.name) == nil else {
                throw walk.problem("archive.duplicate", "the entry `\(entry.name)` stands there twice")
            }
            entries.append(entry)
        }
        self.entries = entries
        self.byName = byName
        modified = walk.modified ?? 0
    }

    /// The entry of this name.
    public func entry(named name: String) -> ArchiveEntry? { byName[name] }

    /// The content of an entry of this archive, in its place.
    public func region(of entry: ArchiveEntry) -> FileRegion {
        file.region(at: entry.offset, length: entry.size)
    }

    /// Small content in memory. Throws `archive.too-large` (11) beyond `limit` bytes, before memory is taken.
    public func bytes(of entry: ArchiveEntry, limit: Int) throws -> [UInt8] {
        guard entry.size <= Int64(limit) else {
            throw Problem(
                "archive.too-large", .bundle, "cannot read `\(entry.name)` of `\(file.path)`",
                expected: "at most \(ByteCount(Int64(limit)))", found: "\(ByteCount(entry.size))",
                consequence: "nothing was changed")
        }
        var reader = RegionReader(region(of: entry))
        return try reader.readAll(limit: limit) ?? []
    }
}

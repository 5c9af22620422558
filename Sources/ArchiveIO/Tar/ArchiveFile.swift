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
/// twice, and the file ends with its two zero blocks. Of an archive in parts, all parts are there, and no other.
public final class ArchiveFile: Sendable {
    public let file: SplitFile
    /// In the order of the archive.
    public let entries: [ArchiveEntry]
    /// The time that all entries carry, in seconds since 1970; 0 where there is no entry.
    public let modified: Int64
    private let byName: [String: ArchiveEntry]

    /// A bundle has an entry per blob; this many is far more than any.
    public static let maximumEntries = 100_000

    /// Takes a file, or any part of one that was split: see ``SplitFile``.
    ///
    /// Costs one `pread` of about a kilobyte per entry. Throws `file.not-found`, `file.unreadable` (64), and with exit 11
    /// `archive.not-an-archive`, `.truncated`, `.header`, `.padding`, `.duplicate`, `.name`, `.too-many-entries`, `.trailing-bytes`;
    /// of parts, `archive.part-missing`, `.part-surplus`, `.part-size`, `.too-many-parts`.
    public init(opening path: AbsolutePath) throws {
        file = try SplitFile(opening: path)
        var walk = HeaderWalk(file: file)
        let diagnosis = PartDiagnosis(file: file)
        do {
            (entries, byName) = try Self.entries(&walk)
            if let problem = diagnosis.uneven() { throw problem }
        } catch let problem as Problem where file.isSplit {
            throw diagnosis.located(problem, at: walk.position)
        }
        modified = walk.modified ?? 0
    }

    private static func entries(_ walk: inout HeaderWalk) throws -> ([ArchiveEntry], [String: ArchiveEntry]) {
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
        return (entries, byName)
    }

    /// The entry of this name.
    public func entry(named name: String) -> ArchiveEntry? { byName[name] }

    /// The content of an entry of this archive, in its place.
    public func region(of entry: ArchiveEntry) -> FileRegions {
        file.region(at: entry.offset, length: entry.size)
    }

    /// The parts that an entry stands in, its header included; empty where the archive was not split.
    public func parts(of entry: ArchiveEntry) -> [AbsolutePath] {
        guard file.isSplit else { return [] }
        let header = Int64(TarHeader(path: entry.name, size: entry.size, modified: modified).encoded().count)
        return file.parts(from: entry.offset - header, to: entry.offset + entry.size)
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

import ArchiveIO
public import Vocabulary

/// Whether a bundle is written in parts.
public enum Splitting: Hashable, Sendable {
    /// Where the file system has a limit that the bundle exceeds (FAT32), in parts as large as it takes; else in one file.
    case automatic
    /// In parts of at most this size where the bundle is larger; 4 GiB means 1 byte less, the most that FAT32 takes.
    case parts(atMost: ByteCount)
    /// In one file.
    case never
}

extension Splitting {
    /// `4GiB`, people say, and mean a file that fits on FAT32.
    private static func size(_ wanted: ByteCount, _ limit: Int64) -> Int64 {
        wanted.bytes == 4 << 30 ? min(wanted.bytes, limit) : wanted.bytes
    }

    /// How a bundle of a size is written to a path. Pure.
    ///
    /// Throws `split.too-large`, `split.too-many` (64), and `file.too-large` (14) where it may not be split and is too large for the file system.
    func volumes(for path: AbsolutePath, size: Int64, on fileSystem: FileSystem) throws -> Volumes {
        let limit = fileSystem.maximumFileSize
        switch self {
        case .automatic:
            guard let limit, size > limit else { return .one }
            return try Self.counted(.parts(of: limit), path, size)
        case .never:
            guard let limit, size > limit else { return .one }
            throw Problem(
                "file.too-large", .step, "cannot write `\(path)`: FAT32 takes no file of this size",
                expected: "at most 4 GiB − 1 byte", found: "\(ByteCount(size))", consequence: "nothing was written",
                hint: "leave out `--split none`, or write it to another file system")
        case .parts(let wanted):
            try check(wanted, path, limit)
            let part = Self.size(wanted, FileSystem.fat.maximumFileSize ?? wanted.bytes)
            return size > part ? try Self.counted(.parts(of: part), path, size) : .one
        }
    }

    /// What can be refused before there is anything to write: parts that the file system does not take. Throws `split.too-large` (64).
    public func check(on path: AbsolutePath) throws {
        guard case .parts(let wanted) = self else { return }
        try check(wanted, path, FileSystem.of(folder: path.parent).maximumFileSize)
    }

    private func check(_ wanted: ByteCount, _ path: AbsolutePath, _ limit: Int64?) throws {
        guard let limit, Self.size(wanted, limit) > limit else { return }
        throw Problem(
            "split.too-large", .usage, "cannot write `\(path)`: FAT32 takes no file as large as its parts would be",
            expected: "at most 4GiB", found: "`--split \(wanted.bytes)`", consequence: "nothing was packed",
            hint: "use `--split 4GiB`, or leave it out")
    }

    private static func counted(_ volumes: Volumes, _ path: AbsolutePath, _ size: Int64) throws -> Volumes {
        guard case .parts(let part) = volumes else { return volumes }
        let count = (size + part - 1) / part
        let most = Int64(PartName.maximumCount)
        guard count > most else { return volumes }
        let mebibyte: Int64 = 1 << 20
        let enough = ((size + most - 1) / most + mebibyte - 1) / mebibyte
        throw Problem(
            "split.too-many", .usage, "cannot write `\(path)`: it would be too many parts",
            expected: "at most \(most), as all of them are open while the bundle is used", found: "\(count)",
            consequence: "nothing was written", hint: "use larger ones, from `--split \(enough)MiB` on")
    }

    /// What a person is told who did not ask for parts.
    static func note(parts: Int64) -> String {
        "the folder is on FAT32, which takes no file above 4 GiB − 1 byte: the bundle is written in \(parts) parts"
    }
}

public import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that is read in its place, in one piece or in parts `NAME.001`, `NAME.002`, … that stand in one folder: their bytes one behind the other.
///
/// All parts are opened at once and stay open.
public final class SplitFile: Sendable {
    /// One, or all parts in order.
    public let files: [OpenFile]
    /// Whether it goes by the name of a part, even if there is only one.
    public let isSplit: Bool
    /// Where each file begins.
    let starts: [Int64]
    /// In bytes, of all files.
    public let size: Int64
    /// The path of the file, or of the first part.
    public let path: AbsolutePath

    /// Takes the path of a file, of any of its parts, or of the whole where only parts stand there.
    ///
    /// Throws `file.not-found`, `file.unreadable` (64), `archive.part-missing` (11) where a part lacks that stands before another, and
    /// `archive.too-many-parts` (11). Whether the last part is there, only its content can tell.
    public init(opening path: AbsolutePath) throws {
        (files, isSplit) = try Self.open(path)
        var starts: [Int64] = []
        var size: Int64 = 0
        for file in files {
            starts.append(size)
            size += file.size
        }
        self.starts = starts
        self.size = size
        self.path = files.first?.path ?? path
    }

    private static func open(_ path: AbsolutePath) throws -> (files: [OpenFile], isSplit: Bool) {
        if let part = PartName(path) {
            // Who names a file that is not there is told so, before others are looked for.
            guard access(path.rawValue, F_OK) == 0 || part.number == 1 else { throw SystemError().reading(path) }
            return (try parts(of: part.whole, PartFolder.numbers(of: part.whole), asked: path), true)
        }
        do {
            return ([try OpenFile(opening: path)], false)
        } catch let problem as Problem where problem.code == "file.not-found" {
            let numbers = PartFolder.numbers(of: path)
            guard numbers.first == 1 else { throw problem }
            return (try parts(of: path, numbers, asked: path), true)
        }
    }

    private static func parts(of whole: AbsolutePath, _ numbers: [Int], asked: AbsolutePath) throws -> [OpenFile] {
        // None at all: the path that was given is simply not there.
        guard let last = numbers.last else { return [try OpenFile(opening: asked)] }
        guard last <= PartName.maximumCount else {
            throw PartProblem.tooMany(whole, last)
        }
        if let gap = (1...last).first(where: { !numbers.contains($0) }) {
            throw PartProblem.missing(gap, of: whole, last: last)
        }
        return try numbers.map { try OpenFile(opening: PartName.path(of: $0, in: whole)) }
    }

    /// All of it.
    public var region: FileRegions { region(at: 0, length: size) }

    /// A stretch of it, which the caller has checked to lie within.
    public func region(at offset: Int64, length: Int64) -> FileRegions {
        // A bundle has many entries and few parts: only those are looked at that the stretch touches.
        var pieces: [FileRegion] = []
        var index = number(at: offset)
        let end = offset + length
        while index < files.count, starts[index] < end {
            let from = max(offset, starts[index])
            let to = min(end, starts[index] + files[index].size)
            pieces.append(files[index].region(at: from - starts[index], length: to - from))
            index += 1
        }
        return FileRegions(pieces)
    }

    /// The files that a stretch touches.
    func parts(from first: Int64, to end: Int64) -> [AbsolutePath] {
        let last = number(at: max(first, end - 1))
        return files[number(at: first)...last].map(\.path)
    }

    /// Counted from 0, of the file that holds a byte; the last one for what is behind the end.
    func number(at offset: Int64) -> Int {
        let behind = starts.firstIndex { $0 > offset } ?? starts.count
        return max(0, behind - 1)
    }
}

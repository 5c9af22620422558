import Foundation
import Vocabulary

/// A ``CollectedFile`` on its way: a sparse file in a hidden folder beside its place. What was written to it before a crash is found again by its digests.
struct CollectingFile: Sendable {
    let plan: CollectedFile
    private let folder: FileDescriptor
    private let file: FileDescriptor

    /// What is known of a file that was collected, beside it.
    static let table = "pieces.json"
    /// Of the table of a bundle with a hundred thousand entries.
    private static let tableLimit = ByteCount(64 << 20)

    /// `nil` where it is whole already. Throws a `Problem` where it cannot be written.
    static func open(_ plan: CollectedFile) throws -> CollectingFile? {
        guard plan.isSound else { throw LinkProblem.broken("a file whose pieces do not fit together") }
        if try Folders.isFolder(plan.folder) { return nil }
        let part = part(of: plan.folder)
        _ = try Folders.make(part, owner: nil, group: nil, mode: 0o700)
        let folder = try FileDescriptor.open(part.rawValue, O_RDONLY | O_DIRECTORY, to: "open the folder")
        let file = try folder.open(plan.name.rawValue, O_RDWR | O_CREAT, mode: 0o600, to: "write")
        try HostProblem.check(ftruncate(file.number, off_t(plan.size)), "write", file.path)
        return CollectingFile(plan: plan, folder: folder, file: file)
    }

    private static func part(of folder: AbsolutePath) -> AbsolutePath {
        folder.parent.appending(".\(folder.lastComponent).part")
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws { try file.write(bytes, at: offset) }

    private func write(
        _ body: BlobBody, of path: String, at start: Int64, shortfall: BlobBody.Shortfall
    ) throws {
        var offset = start
        try body.forEachChunk(ofFile: path, shortfall: shortfall) { chunk in
            try write(chunk, at: offset)
            offset += Int64(chunk.count)
        }
    }

    /// Takes what files beside it have, and says what is still missing. Cost: reads all that is there once.
    func lacking() throws -> [CollectedFile.Stretch] {
        let neighbours = try neighbours()
        var there: [CollectedFile.Stretch] = []
        for piece in plan.pieces where piece.stretch.length > 0 {
            if try holds(piece) || neighbours[piece.digest].map({ try copy(piece, from: $0) }) ?? false {
                there.append(piece.stretch)
            }
        }
        return plan.rest(besides: there)
    }

    /// Writes what was missing, and puts the file in its place. Throws `bundle.digest` (11) where a piece is not what its digest says.
    func complete(_ stretches: [CollectedFile.Stretch], _ content: (CollectedFile.Stretch) -> BlobBody) throws {
        guard plan.holds(stretches) else { throw LinkProblem.broken("stretches that are not of the file") }
        for stretch in stretches {
            try write(content(stretch), of: file.path, at: stretch.offset, shortfall: .isAnError)
        }
        var sent = stretches[...]
        for piece in plan.pieces where piece.stretch.length > 0 {
            while let first = sent.first, first.end <= piece.stretch.offset { sent.removeFirst() }
            guard let first = sent.first, first.offset < piece.stretch.end, try !matches(piece) else { continue }
            throw Problem(
                "bundle.digest", .bundle, "cannot keep `\(plan.name)`: a blob is damaged", expected: "\(piece.digest)",
                consequence: "nothing of it is under its final name",
                hint: "copy the bundle again from where it came from")
        }
        try file.sync()
        try Folders.writeFile(
            Self.part(of: plan.folder).appending(Self.table), mode: 0o600,
            .bytes(try CanonicalJSON.encode(plan.pieces)))
        try folder.sync()
        let parent = try FileDescriptor.open(
            plan.folder.parent.rawValue, O_RDONLY | O_DIRECTORY, to: "open the folder")
        try HostProblem.check(
            renameat(
                parent.number, Self.part(of: plan.folder).lastComponent, parent.number, plan.folder.lastComponent),
            "make the folder", plan.folder.rawValue)
        try parent.sync()
    }

    // MARK: What is there

    private func holds(_ piece: CollectedFile.Piece) throws -> Bool {
        var first: UInt8 = 0
        // A hole is not read through: few blobs begin with nothing, and those are sent again.
        guard pread(file.number, &first, 1, off_t(piece.stretch.offset)) == 1, first != 0 else { return false }
        return try matches(piece)
    }

    private func matches(_ piece: CollectedFile.Piece) throws -> Bool {
        try TreeComparison.digest(of: region(piece.stretch, of: file)) == piece.digest
    }

    private func region(_ stretch: CollectedFile.Stretch, of file: FileDescriptor) -> BlobBody {
        .region(
            FileRegion(descriptor: file.number, offset: stretch.offset, length: stretch.length, owner: file))
    }

    private struct Neighbour {
        var file: FileDescriptor
        var stretch: CollectedFile.Stretch
    }

    /// What files that were collected here earlier hold. One that cannot be read is of no help, and no more than that.
    private func neighbours() throws -> [Digest: Neighbour] {
        let host = LocalHost()
        var found: [Digest: Neighbour] = [:]
        let folders = try ([plan.folder.parent] + plan.others).flatMap { folder in
            try host.names(in: folder).filter { !$0.hasPrefix(".") }.map { folder.appending($0) }
        }
        for folder in folders {
            do {
                guard let table = try host.contents(of: folder.appending(Self.table), limit: Self.tableLimit),
                    let main = try host.names(in: folder).first(where: { $0 != Self.table })
                else { continue }
                let file = try FileDescriptor.open(
                    folder.appending(main).rawValue, O_RDONLY | O_NOFOLLOW, to: "read")
                for piece in try CanonicalJSON.decode([CollectedFile.Piece].self, from: table) {
                    found[piece.digest] = Neighbour(file: file, stretch: piece.stretch)
                }
            } catch {
                continue
            }
        }
        return found
    }

    /// Whether it was there as its digest says.
    private func copy(_ piece: CollectedFile.Piece, from neighbour: Neighbour) throws -> Bool {
        guard neighbour.stretch.length == piece.stretch.length, neighbour.stretch.offset >= 0 else { return false }
        try write(
            region(neighbour.stretch, of: neighbour.file), of: neighbour.file.path, at: piece.stretch.offset,
            shortfall: .isTheEnd)
        return try matches(piece)
    }
}

/// Reads on, and writes what it reads to its place in a file that is collected. That it cannot be written stops the writing, not the reading.
struct CollectingReader: ByteReader {
    private var source: any ByteReader
    private let stretch: CollectedFile.Stretch
    private var file: CollectingFile?
    private var position: Int64 = 0

    init(_ source: any ByteReader, into file: CollectingFile, at stretch: CollectedFile.Stretch) {
        self.source = source
        self.stretch = stretch
        self.file = file
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = try source.read(into: buffer)
        guard let file, count > 0, position + Int64(count) <= stretch.length else { return count }
        do {
            try file.write(UnsafeRawBufferPointer(rebasing: buffer[..<count]), at: stretch.offset + position)
            position += Int64(count)
        } catch {
            // It is sent once more when all else is done, and what is wrong is said then.
            self.file = nil
        }
        return count
    }
}

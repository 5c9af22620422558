import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes one file, or parts of it, that appear under their names whole and synced, all of them or none.
///
/// What stood there under the same name, in one piece or in parts, is replaced: nothing of it is left that could be taken for a part.
final class SplitWriter: ByteWriter {
    /// Of the whole.
    let path: AbsolutePath
    private let volumes: Volumes
    /// Finished ones stay open until all are there: an open one is not taken for what a killed process has left.
    private var writers: [FileWriter]
    /// Bytes written so far, of all parts.
    private(set) var count: Int64 = 0

    /// Throws `file.unwritable`, `file.no-space`, and `file.in-the-way` (14) where another's file has the name that a part could have.
    init(creating whole: AbsolutePath, volumes: Volumes) throws {
        path = whole
        self.volumes = volumes
        writers = []
        if case .parts = volumes { try PartReplacement.checkPlace(for: whole) }
        Self.sweep(whole)
        writers = [try FileWriter(creating: name(of: 1))]
    }

    /// Removes what a killed process has left of any part, also of one that this time there is none of.
    private static func sweep(_ whole: AbsolutePath) {
        let (prefix, suffix) = (".\(whole.lastComponent).", ".partial")
        Abandoned.sweep(whole.parent) { name in
            guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { return false }
            let fields = name.dropFirst(prefix.count).dropLast(suffix.count).split(
                separator: ".", omittingEmptySubsequences: false)
            return fields.count == 2 && fields[0].count == 3 && fields.allSatisfy { UInt64($0) != nil }
        }
    }

    private func name(of number: Int) -> AbsolutePath {
        switch volumes {
        case .one: path
        case .parts: PartName.path(of: number, in: path)
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard case .parts(let size) = volumes else { return try append(bytes) }
        var rest = bytes
        while rest.count > 0 {
            let room = size - (writers.last?.count ?? 0)
            if room <= 0 {
                try begin()
                continue
            }
            let piece = Int(min(Int64(rest.count), room))
            try append(UnsafeRawBufferPointer(rebasing: rest[..<piece]))
            rest = UnsafeRawBufferPointer(rebasing: rest[piece...])
        }
    }

    private func append(_ bytes: UnsafeRawBufferPointer) throws {
        try writers.last?.write(bytes)
        count += Int64(bytes.count)
    }

    /// The next part. The one before it goes to the medium now, and not all of them at the end.
    private func begin() throws {
        guard writers.count < PartName.maximumCount else {
            throw Problem(
                "archive.too-many-parts", .defect, "cannot write `\(path)` in more than \(PartName.maximumCount) parts"
            )
        }
        try writers.last?.sync()
        writers.append(try FileWriter(creating: name(of: writers.count + 1)))
    }

    /// Puts all under their names. Gives them in order.
    func finish() throws -> [AbsolutePath] {
        try writers.last?.sync()
        let replacement = try PartReplacement(of: path, by: volumes)
        do {
            try replacement.setAside()
            // The first one last: without it nothing takes the others for a bundle.
            for writer in writers.reversed() {
                try writer.appear()
                replacement.appeared(writer.path)
            }
            try FileWriter.syncFolder(of: path)
        } catch {
            discard()
            replacement.undo()
            throw error
        }
        try replacement.complete()
        return writers.map(\.path)
    }

    /// Takes back what was written; after ``finish()`` it does nothing.
    func discard() {
        for writer in writers { writer.discard() }
    }
}

public import Vocabulary

/// A file that a host puts together from content that it has: blobs that it was brought for its engine, or that stand in a file which was collected there earlier. Only the rest is sent.
public struct CollectedFile: Hashable, Sendable, Codable {
    /// There when the file is whole, and not before. Named by its content; those beside it are others of its kind.
    public var folder: AbsolutePath
    /// Further folders with folders of its kind.
    public var others: [AbsolutePath]
    /// Of the file in that folder.
    public var name: RelativePath
    /// In bytes.
    public var size: Int64
    /// What of it is known by digest, from the front, without overlap.
    public var pieces: [Piece]

    public init(
        folder: AbsolutePath, others: [AbsolutePath] = [], name: RelativePath, size: Int64, pieces: [Piece]
    ) {
        self.folder = folder
        self.others = others
        self.name = name
        self.size = size
        self.pieces = pieces
    }

    public struct Piece: Hashable, Sendable, Codable {
        public var digest: Digest
        public var stretch: Stretch
        public init(_ digest: Digest, at offset: Int64, size: Int64) {
            self.digest = digest
            stretch = Stretch(offset: offset, length: size)
        }
    }

    /// In bytes from the front of the file.
    public struct Stretch: Hashable, Sendable, Codable {
        public var offset: Int64
        public var length: Int64
        public init(offset: Int64, length: Int64) {
            self.offset = offset
            self.length = length
        }
        /// Checked by ``CollectedFile/isSound``.
        var end: Int64 { offset + length }
    }

    /// Whether stretches lie in the file, from the front, without overlap.
    func holds(_ stretches: some Sequence<Stretch>) -> Bool {
        var end: Int64 = 0
        for stretch in stretches {
            guard stretch.offset >= end, stretch.length >= 0, stretch.offset <= size,
                stretch.length <= size - stretch.offset
            else { return false }
            end = stretch.end
        }
        return true
    }

    /// Whether all that it says fits together: what comes from another host may not.
    var isSound: Bool { size >= 0 && name.components.count == 1 && holds(pieces.lazy.map(\.stretch)) }

    /// What of the file is outside of some of its pieces: joined where they touch.
    func rest(besides there: some Sequence<Stretch>) -> [Stretch] {
        var rest: [Stretch] = []
        var end: Int64 = 0
        for stretch in there {
            if stretch.offset > end { rest.append(Stretch(offset: end, length: stretch.offset - end)) }
            end = stretch.end
        }
        if size > end { rest.append(Stretch(offset: end, length: size - end)) }
        return rest
    }
}

/// Content that stands in files as it is: in one piece, or in several one behind the other where a bundle was split.
public struct FileRegions: Sendable {
    /// In the order of the content; none of them is empty.
    public let pieces: [FileRegion]
    /// In bytes, of all pieces.
    public let length: Int64

    public init(_ pieces: [FileRegion]) {
        self.pieces = pieces.filter { $0.length > 0 }
        length = pieces.reduce(0) { $0 + $1.length }
    }

    public init(_ region: FileRegion) { self.init([region]) }

    /// The part of the content from byte `first` on, `count` bytes long, which the caller has checked to lie within.
    public func stretch(from first: Int64, count: Int64) -> FileRegions {
        var found: [FileRegion] = []
        var start: Int64 = 0
        for piece in pieces {
            let from = max(first, start)
            let to = min(first + count, start + piece.length)
            if from < to {
                found.append(
                    FileRegion(
                        descriptor: piece.descriptor, offset: piece.offset + from - start, length: to - from,
                        owner: piece.owner))
            }
            start += piece.length
        }
        return FileRegions(found)
    }
}

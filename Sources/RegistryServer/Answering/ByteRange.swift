/// The part of a blob that a client wants (RFC 9110, 14.1.2).
enum ByteRange: Hashable {
    /// All of it: no range was asked for, or one that may be ignored (another unit, several parts, not understood).
    case all
    /// From the first to the last byte, both counted from 0 and there.
    case part(first: Int64, last: Int64)
    /// Nothing of it is there.
    case unsatisfiable

    init(_ header: String?, size: Int64) {
        guard let header, header.hasPrefix("bytes=") else {
            self = .all
            return
        }
        let specification = header.dropFirst(6).filter { $0 != " " && $0 != "\t" }
        let halves = specification.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, halves.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }) else {
            self = .all
            return
        }
        switch (Int64(halves[0]), Int64(halves[1])) {
        case (nil, let count?) where halves[0].isEmpty:
            self = count == 0 || size == 0 ? .unsatisfiable : .part(first: max(0, size - count), last: size - 1)
        case (let first?, nil) where halves[1].isEmpty:
            self = first < size ? .part(first: first, last: size - 1) : .unsatisfiable
        case (let first?, let last?):
            if last < first {
                self = .all
            } else {
                self = first < size ? .part(first: first, last: min(last, size - 1)) : .unsatisfiable
            }
        default:
            self = .all
        }
    }
}

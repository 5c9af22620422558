/// What the head of an answer to a request for a blob means. Pure.
enum BlobAnswer: Hashable, Sendable {
    /// The bytes that were asked for follow.
    case goesOn
    /// All bytes follow, though a part was asked for (RFC 9110, 14.2: a server may ignore `Range`).
    case startsOver
    /// A part that was not asked for, or none: it is asked for everything.
    case wrongPart
    case lie(expected: String, found: String)
    case failure

    /// - Parameters:
    ///   - offset: how many bytes are here already; 0 asks for everything.
    ///   - length: `Content-Length`.
    static func of(
        status: Int, contentType: String?, length: Int64?, contentRange: String?, offset: Int64, size: Int64
    ) -> BlobAnswer {
        switch status {
        case 200:
            // A proxy's page for people. Blobs come as anything else.
            if contentType == "text/html" { return .lie(expected: "a blob of \(size) bytes", found: "text/html") }
            if let length, length != size { return .lie(expected: "\(size) bytes", found: "\(length) bytes") }
            return offset > 0 ? .startsOver : .goesOn
        case 206 where offset > 0:
            guard let range = contentRange.flatMap(ContentRange.init(_:)), range.first == offset else {
                return .wrongPart
            }
            if let total = range.total, total != size {
                return .lie(expected: "\(size) bytes", found: "\(total) bytes")
            }
            if range.last != size - 1 { return .wrongPart }
            return .goesOn
        case 206: return .wrongPart
        case 416 where offset > 0: return .wrongPart
        default: return .failure
        }
    }
}

/// `Content-Range: bytes 5-9/10` or `bytes 5-9/*` (RFC 9110, 14.4).
struct ContentRange: Hashable, Sendable {
    var first: Int64
    var last: Int64
    /// `nil` where the server does not say.
    var total: Int64?

    init?(_ text: String) {
        let words = text.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "bytes" else { return nil }
        let parts = words[1].split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let ends = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Int64(ends[0]), let last = Int64(ends[1]), first >= 0, last >= first
        else { return nil }
        if parts[1] != "*" {
            guard let number = Int64(parts[1]), number > last else { return nil }
            total = number
        }
        self.first = first
        self.last = last
    }
}

import Vocabulary

/// A stretch of a blob.
struct ServedPart: Sendable {
    var repository: String
    var digest: Digest
    var body: BlobBody
    var first: Int64
    var count: Int64
}

import Vocabulary

/// A marker, whose hold stays at the end that made it.
struct MarkerMessage: Codable, Sendable {
    var path: AbsolutePath
    var content: [UInt8]
}

import NIOHTTP1
import Vocabulary

/// What goes out for a request.
struct RegistryAnswer: Sendable {
    var status: HTTPResponseStatus
    var headers: HTTPHeaders
    var content: Content
    /// Told to whoever watches.
    var failure: RegistryEvent?

    enum Content: Sendable {
        case bytes([UInt8])
        case blob(ServedPart)
    }

    /// How many bytes follow the head of the answer to a GET.
    var length: Int64 {
        switch content {
        case .bytes(let bytes): Int64(bytes.count)
        case .blob(let part): part.count
        }
    }
}

import NIOHTTP1

/// What is done with something of a repository; says what a token must allow for it.
enum HTTPVerb: Hashable, Sendable {
    case head, get
    /// HEAD as the first step of a push: one token for all of it.
    case headForPush
    case post, put, patch
    /// GET of an upload's state.
    case getForPush

    var method: HTTPMethod {
        switch self {
        case .head, .headForPush: .HEAD
        case .get, .getForPush: .GET
        case .post: .POST
        case .put: .PUT
        case .patch: .PATCH
        }
    }
    var isWriting: Bool { self != .head && self != .get }
}

import Foundation
import Vocabulary

/// What a request says in `Authorization`.
enum Authority: Hashable, Sendable {
    case basic(String, Secret)
    case bearer(Secret)

    /// The value of the header: the one place where secrets are written out, and only for the wire.
    var header: String {
        switch self {
        case .basic(let user, let password):
            "Basic " + Data("\(user):\(password.reveal())".utf8).base64EncodedString()
        case .bearer(let token): "Bearer " + token.reveal()
        }
    }
}

import NIOHTTP1
import Vocabulary

/// One request to a host, before it is known with which authority it goes out.
struct RegistryRequest: Sendable {
    var method: HTTPMethod
    var url: RemoteURL
    var headers: [(name: String, value: String)] = []
    var body: UploadBody?
    /// What a token must allow.
    var scope: TokenScope?

    init(_ method: HTTPMethod, _ url: RemoteURL, scope: TokenScope? = nil) {
        self.method = method
        self.url = url
        self.scope = scope
    }
}

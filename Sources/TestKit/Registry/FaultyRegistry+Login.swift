import Foundation
import NIOConcurrencyHelpers
import Vocabulary

extension FaultyRegistry {
    /// 401 where a request does not say what it must; `nil` where it does.
    func refusal(_ request: StubRequest) -> Answer? {
        let said = request.headers["authorization"]
        var answer = Answer.error(401, "UNAUTHORIZED", "authentication required")
        switch login {
        case .none: return nil
        case .basic(let user, let password):
            if said == Self.basic(user, password) { return nil }
            answer.headers.append(("WWW-Authenticate", #"Basic realm="faulty, registry""#))
        case .bearer:
            let tokens = state.withLockedValue { $0.tokens }
            if let said, tokens.contains(said) { return nil }
            let repository = request.path.split(separator: "/").dropFirst()
                .prefix { $0 != "manifests" && $0 != "blobs" }.joined(separator: "/")
            let action = ["GET", "HEAD"].contains(request.method) ? "pull" : "pull,push"
            answer.headers.append(
                (
                    "WWW-Authenticate",
                    #"Bearer realm="\#(url)/token",service="faulty",scope="repository:\#(repository):\#(action)""#
                ))
        }
        return answer
    }

    static func basic(_ user: String, _ password: String) -> String {
        "Basic " + Data("\(user):\(password)".utf8).base64EncodedString()
    }

    /// The token server.
    func token(_ request: StubRequest, _ body: [UInt8]) -> Answer {
        guard case .bearer(let user, let password, let identityToken) = login else {
            return .error(404, "UNSUPPORTED", "no token server")
        }
        if request.method == "POST" {
            let form = String(decoding: body, as: UTF8.self).split(separator: "&").map(String.init)
            guard let identityToken, form.contains("refresh_token=\(identityToken)"),
                form.contains("grant_type=refresh_token"), form.contains("service=faulty")
            else { return .error(401, "UNAUTHORIZED", "refresh token not known") }
        } else if let user, request.headers["authorization"] != Self.basic(user, password) {
            return .error(401, "UNAUTHORIZED", "incorrect username or password")
        }
        let token = state.withLockedValue { state in
            state.tokenNumber += 1
            let token = "token-\(state.tokenNumber)"
            state.tokens.insert("Bearer \(token)")
            return token
        }
        let name = request.method == "POST" ? "access_token" : "token"
        return Answer(
            status: 200, headers: [("Content-Type", "application/json")],
            body: Array(#"{"\#(name)":"\#(token)"\#(tokenFields)}"#.utf8))
    }
}

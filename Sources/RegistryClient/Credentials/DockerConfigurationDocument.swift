import Foundation
import Vocabulary

/// What is read of `config.json` (docker/cli, `cli/config/configfile`) and `auth.json` (containers-auth.json(5)); all else is ignored.
struct DockerConfigurationDocument: Decodable, Sendable {
    struct Entry: Decodable, Sendable {
        var auth: String?
        var username: String?
        var password: String?
        var identitytoken: String?
        var registrytoken: String?
    }
    var auths: [String: Entry]?
    var credHelpers: [String: String]?
    var credsStore: String?

    /// Larger files are not read: a thousand registries need 200 KiB.
    static let maximumBytes = 1 << 20

    /// The name of the program that keeps the credentials of a registry; `nil` where the file keeps them.
    func helper(for registry: String) -> String? {
        let own = (credHelpers ?? [:]).sorted { $0.key < $1.key }.first { entry in
            let key = CredentialKey(entry.key)
            return key.registry == registry && key.path.isEmpty
        }
        return [own?.value, credsStore].lazy.compactMap { $0 }.first { !$0.isEmpty }
    }

    /// What stands in the file itself; `nil` where there is nothing, or an empty entry, as one stands beside a `credsStore`.
    /// Throws ``Unreadable`` where `auth` is not what it should be.
    func credentials(for registry: String) throws -> Credentials? {
        // Several keys may mean one registry: the exact one first, then in order, so that the choice is always the same.
        let fitting = (auths ?? [:]).filter { entry in
            let key = CredentialKey(entry.key)
            return key.registry == registry && key.path.isEmpty
        }
        let ordered = fitting.sorted { ($0.key != registry ? 1 : 0, $0.key) < ($1.key != registry ? 1 : 0, $1.key) }
        for (key, entry) in ordered {
            if let found = try Self.credentials(of: entry, key) { return found }
        }
        return nil
    }

    /// An entry that cannot be read, by its key. Never holds what stands in it.
    struct Unreadable: Error { var key: String }

    private static func credentials(of entry: Entry, _ key: String) throws -> Credentials? {
        if let token = entry.identitytoken, !token.isEmpty { return .identityToken(Secret(token)) }
        if let token = entry.registrytoken, !token.isEmpty { return .registryToken(Secret(token)) }
        if let auth = entry.auth, !auth.isEmpty {
            guard let bytes = Data(base64Encoded: auth), let text = String(data: bytes, encoding: .utf8),
                let colon = text.firstIndex(of: ":")
            else { throw Unreadable(key: key) }
            var password = text[text.index(after: colon)...]
            // Docker's own writer once filled it up (docker/cli, `decodeAuth`).
            while password.last == "\0" { password.removeLast() }
            return .password(user: String(text[..<colon]), Secret(String(password)))
        }
        if let user = entry.username, !user.isEmpty, let password = entry.password {
            return .password(user: user, Secret(password))
        }
        return nil
    }
}

import Foundation
import Vocabulary

/// A token that a registry's token server gave out.
struct Token: Hashable, Sendable {
    var value: Secret
    /// On the clock of ``RegistryTiming/elapsed``: from here on it is not used any more.
    var renewal: Duration

    /// A token whose answer says nothing lives so long (token specification, `expires_in`).
    static let defaultLifetime: Int64 = 60
    /// A token is renewed so much before its end, at most a fifth of its life: the request has to get there.
    static let margin: Int64 = 10

    /// The body of a token server's answer.
    private struct Document: Decodable {
        var token: String?
        var access_token: String?
        var expires_in: Double?
        var issued_at: String?
    }

    /// Reads an answer; `nil` where there is no token in it that a header can carry.
    /// - Parameters:
    ///   - requested: when it was asked for, on our clock. The life of the token is counted from here: the two machines' clocks need not agree.
    ///   - date: the answer's `Date`: with it the age of a token that the server gives out again is known by the server's own clock.
    init?(answer bytes: [UInt8], requested: Duration, date: String?) {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)),
            let text = [document.token, document.access_token].lazy.compactMap({ $0 }).first(where: { !$0.isEmpty }),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        value = Secret(text)
        var life = Self.defaultLifetime
        // Servers write 0 for "unknown" as well; and 2^31 seconds are for ever.
        if let seconds = document.expires_in, seconds >= 1 { life = Int64(min(seconds, 2_147_483_647)) }
        if let now = date.flatMap({ HTTPDate.parse($0) }),
            let issued = document.issued_at.flatMap({ HTTPDate.parseRFC3339($0) }), issued < now
        {
            life = max(1, life - (now - issued))
        }
        renewal = requested + .seconds(life - min(Self.margin, life / 5))
    }

    init(value: Secret, renewal: Duration) {
        self.value = value
        self.renewal = renewal
    }
}

import Foundation
import Vocabulary

/// The public key by which an sshd proves who it is.
public struct HostKey: Hashable, Sendable {
    /// `ssh-ed25519`
    public let type: String
    /// The key in the form of RFC 4253, section 6.6.
    let blob: [UInt8]

    /// The two words of a line of known_hosts behind the name (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"); `nil` for anything else.
    init?(type: some StringProtocol, base64: some StringProtocol) {
        let isPlain = type.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || Array("-@.".utf8).contains($0)
        }
        // The blob begins with the type, length first.
        guard isPlain, !type.isEmpty, type.utf8.count <= 64, let data = Data(base64Encoded: String(base64)),
            data.dropFirst(4).starts(with: type.utf8)
        else { return nil }
        self.type = String(type)
        blob = Array(data)
    }

    /// As `ssh-keygen -l` and `ssh` show it: `SHA256:` and 43 signs.
    public var fingerprint: String {
        "SHA256:" + Data(Digest.of(blob).bytes).base64EncodedString().replacing("=", with: "")
    }

    var words: String { type + " " + Data(blob).base64EncodedString() }
}

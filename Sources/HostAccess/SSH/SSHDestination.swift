/// Where OpenSSH's client goes: any destination that it takes: `edge-2`, `root@10.0.0.12`, `root@10.0.0.12:2222`, `ssh://root@[fe80::1]:2222`.
public struct SSHDestination: Hashable, Sendable, CustomStringConvertible {
    /// As it is handed to `ssh`.
    let argument: String
    /// As it was written.
    public let description: String

    /// `nil` for what `ssh` could take for an option or a shell for several words: it begins with a hyphen, is empty, or has spaces, quotes or control characters.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 512, !text.hasPrefix("-"),
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !Array("'\"\\`$;&|<>()*?!#".utf8).contains($0) })
        else { return nil }
        description = text
        let address = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).last ?? ""
        guard !text.hasPrefix("ssh://"), address.contains(":") else {
            argument = text
            return
        }
        // `user@host:port` is everybody's form, and not one of ssh's. More than one colon without brackets is an IPv6 address.
        guard address.hasPrefix("[") || address.count(where: { $0 == ":" }) == 1 else {
            argument = text
            return
        }
        let port = address.split(separator: ":", omittingEmptySubsequences: false).last.flatMap { UInt16($0) } ?? 0
        guard port > 0 || address.hasSuffix("]") else { return nil }
        argument = "ssh://" + text
    }
}

import Vocabulary

/// The numbers of a `USER` (OCI image specification 1.1, config.md, "User": `user`, `uid`, `user:group`, `uid:gid`…) by the image's own `/etc/passwd` and `/etc/group`.
struct UserLookup {
    let passwd: [UInt8]?
    let group: [UInt8]?

    /// `nil` where a name is not there. Without a group, that of the user's line counts, else 0.
    func numbers(of user: String) -> (owner: Int, group: Int)? {
        let parts = user.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let name = parts.first, !name.isEmpty else { return (0, 0) }
        let lines = Self.lines(passwd)
        let line = lines.first { $0.first == name } ?? lines.first { $0.count > 3 && Int(name) != nil && $0[2] == name }
        let owner = line.flatMap { $0.count > 3 ? Int($0[2]) : nil } ?? Int(name)
        guard let owner else { return nil }
        guard parts.count == 2, !parts[1].isEmpty else {
            return (owner, line.flatMap { $0.count > 3 ? Int($0[3]) : nil } ?? 0)
        }
        let entry = Self.lines(group).first { $0.first == parts[1] }
        guard let number = entry.flatMap({ $0.count > 2 ? Int($0[2]) : nil }) ?? Int(parts[1]) else { return nil }
        return (owner, number)
    }

    private static func lines(_ bytes: [UInt8]?) -> [[String]] {
        String(decoding: bytes ?? [], as: UTF8.self).split(whereSeparator: \.isNewline).map {
            $0.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        }
    }
}

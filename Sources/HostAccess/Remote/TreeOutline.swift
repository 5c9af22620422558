import Vocabulary

/// An entry of a tree without its content, which travels by itself or not at all.
struct TreeOutline: Codable, Sendable {
    var path: RelativePath
    var mode: Bounded<Permissions>
    var owner: Bounded<Account>?
    var group: Bounded<Account>?
    /// `nil`: a folder.
    var size: Bounded<Length>?
    /// Of a file's content, where it is compared.
    var digest: Digest?

    enum Detail { case contentFollows, digests }

    /// Reads every body where digests are wanted.
    init(_ entry: TreeEntry, _ detail: Detail) throws {
        path = entry.path
        mode = try Bounded(entry.mode)
        owner = try entry.owner.map { try Bounded($0) }
        group = try entry.group.map { try Bounded($0) }
        guard case .file(let body) = entry.content else { return }
        size = try Bounded(Int(clamping: body.size))
        if detail == .digests { digest = try TreeComparison.digest(of: body) }
    }

    /// The entry, with a body that the caller makes for its size.
    func entry(body: (Int64) -> BlobBody) -> TreeEntry {
        TreeEntry(
            path: path, mode: mode.value, content: size.map { .file(body(Int64($0.value))) } ?? .folder,
            owner: owner?.value, group: group?.value)
    }
}

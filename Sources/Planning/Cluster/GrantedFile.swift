import Vocabulary

/// A grant and the object that fulfils it.
struct GrantedFile: Hashable, Sendable {
    var grant: DesiredContainer.Grant
    var file: ClusterFile
    var target: TaskContainer.FileTarget

    /// `nil` for what Swarm does not keep: nothing at all, folders, what is too large. That stays a file of the host, mounted.
    ///
    /// - Parameter trees: by their digest in hexadecimal.
    init?(
        _ grant: DesiredContainer.Grant, among trees: [String: ConfigurationTree], of installation: InstallationName,
        labels: [String: String]
    ) {
        let words = grant.source.dropFirst(BindSource.configuration.count).split(separator: "/", maxSplits: 1)
        guard grant.source.hasPrefix(BindSource.configuration), words.count == 2,
            let tree = trees[String(words[0])],
            let entry = tree.entries.first(where: { $0.path.rawValue == words[1] })
        else { return nil }
        let size: Int64
        let digest: Digest
        switch entry.content {
        case .folder: return nil
        case .blob(let descriptor): (size, digest) = (descriptor.size, descriptor.digest)
        case .rendered(let bytes): (size, digest) = (Int64(bytes.count), .of(bytes))
        }
        guard (1...ClusterFile.limit(grant.kind)).contains(size) else { return nil }
        self.grant = grant
        file = ClusterFile(
            kind: grant.kind, name: Self.name(of: grant, digest, in: installation), labels: labels,
            content: ConfigurationFolder.Content(entry.content))
        target = TaskContainer.FileTarget(
            name: grant.target, owner: String(entry.owner ?? 0), group: String(entry.group ?? 0),
            mode: UInt32(entry.mode & 0o777))
    }

    /// Two that have the front of a long name in common are still two where they differ in what they are.
    private static func name(
        of grant: DesiredContainer.Grant, _ digest: Digest, in installation: InstallationName
    ) -> String {
        let mark = Digest.of(Array("\(grant.kind) \(grant.name) \(digest)".utf8)).hex.prefix(12)
        return "\("\(installation)_\(grant.name)".prefix(64 - 1 - mark.count))_\(mark)"
    }
}

import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Files that somebody else made: a container, as a rule.
struct FileOwners {
    let disk: DefinitionDisk

    /// The first path that belongs neither to the owner of the definition's folder nor to root.
    func foreign(_ paths: [RelativePath]) -> (path: RelativePath, number: Int)? {
        guard let own = owner(disk.folder) else { return nil }
        for path in paths {
            if let owner = owner(disk.location(of: path)), owner != own, owner != 0 { return (path, owner) }
        }
        return nil
    }

    private func owner(_ path: AbsolutePath) -> Int? {
        var status = stat()
        return lstat(path.rawValue, &status) == 0 ? Int(status.st_uid) : nil
    }
}

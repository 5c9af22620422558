import Foundation
import Vocabulary

/// Finds how a tree differs from what it was written from. Memory: 256 KiB, whatever the files' sizes.
enum TreeComparison {
    /// - Parameter digest: of a file of the entries; asked for only where the sizes are the same.
    static func drift(
        at path: AbsolutePath, from entries: [TreeEntry], digest expected: (RelativePath, BlobBody) throws -> Digest
    ) throws -> [TreeDrift] {
        let folders = FileTree.folderModes(entries)
        guard try Folders.isFolder(path) else {
            return Set(folders.keys).union(entries.map(\.path)).map { TreeDrift(path: $0, kind: .missing) }.sorted()
        }
        let root = try FileDescriptor.open(
            path.rawValue, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, to: "open the folder")
        var files: [RelativePath: TreeEntry] = [:]
        for entry in entries {
            if case .file = entry.content { files[entry.path] = entry }
        }
        var present: Set<RelativePath> = []
        var drift: [TreeDrift] = []
        try walk(root, below: nil) { path, parent, information in
            present.insert(path)
            let isFolder = information.st_mode & S_IFMT == S_IFDIR
            let mode = Int(information.st_mode & 0o7777)
            if let expected = folders[path] {
                if !isFolder { drift.append(TreeDrift(path: path, kind: .type)) }
                if isFolder, mode != expected { drift.append(TreeDrift(path: path, kind: .mode)) }
                return isFolder
            }
            guard let entry = files[path], case .file(let body) = entry.content else {
                drift.append(TreeDrift(path: path, kind: .added))
                return false
            }
            guard information.st_mode & S_IFMT == S_IFREG else {
                drift.append(TreeDrift(path: path, kind: .type))
                return false
            }
            if mode != entry.mode { drift.append(TreeDrift(path: path, kind: .mode)) }
            let file = try parent.open(path.lastComponent, O_RDONLY, to: "read")
            if try Int64(information.st_size) != body.size || digest(of: file) != expected(path, body) {
                drift.append(TreeDrift(path: path, kind: .content))
            }
            return false
        }
        for path in Set(folders.keys).union(files.keys).subtracting(present) {
            drift.append(TreeDrift(path: path, kind: .missing))
        }
        return drift.sorted()
    }

    /// Calls `visit` for everything below a folder; its answer says whether to go into it.
    private static func walk(
        _ folder: FileDescriptor, below path: RelativePath?,
        _ visit: (RelativePath, FileDescriptor, stat) throws -> Bool
    ) throws {
        for name in try folder.names() {
            guard let inner = RelativePath(name).map({ path?.appending($0) ?? $0 }),
                let information = try folder.information(of: name)
            else { continue }
            guard try visit(inner, folder, information) else { continue }
            try walk(folder.open(name, O_RDONLY | O_DIRECTORY, to: "open the folder"), below: inner, visit)
        }
    }

    private static func digest(of file: FileDescriptor) throws -> Digest {
        let size = try Int64(file.information().st_size)
        return try digest(of: .region(FileRegion(descriptor: file.number, offset: 0, length: size, owner: file)))
    }

    static func digest(of body: BlobBody) throws -> Digest {
        var hasher = Digest.Hasher()
        // Shorter than it was a moment ago: the digest of what is there differs, which is the answer.
        try body.forEachChunk(ofFile: "a file", shortfall: .isTheEnd) { hasher.update($0) }
        return hasher.finish()
    }
}

import Foundation
import Vocabulary

/// A folder of files that is put in place as a whole.
enum FileTree {
    static func write(_ path: AbsolutePath, _ entries: [TreeEntry]) throws -> Change {
        if try Folders.isFolder(path) { return .alreadySo }
        let parent = try Folders.makeParents(of: path)
        let name = path.lastComponent
        try Folders.removeLeftovers(of: name, in: parent)
        let temporary = Folders.temporaryName(for: name)
        try HostProblem.check(mkdirat(parent.number, temporary, 0o700), "make the folder", path.rawValue)
        do {
            let root = try parent.open(temporary, O_RDONLY | O_DIRECTORY, to: "open the folder")
            try fill(root, entries)
            try HostProblem.check(fchmod(root.number, 0o755), "set the mode of", path.rawValue)
            try root.sync()
            try HostProblem.check(
                renameat(parent.number, temporary, parent.number, name), "put in place", path.rawValue)
        } catch {
            do {
                try TreeRemoval.remove(temporary, in: parent)
            } catch {
                // What is left has a temporary name and is removed by the next attempt; the first error is the one to tell.
            }
            throw error
        }
        try parent.sync()
        return .made
    }

    private static func fill(_ root: FileDescriptor, _ entries: [TreeEntry]) throws {
        let folders = folderModes(entries)
        for path in folders.keys.sorted() {
            let parent = try descend(path.components.dropLast(), from: root)
            try HostProblem.check(
                mkdirat(parent.number, path.lastComponent, 0o700), "make the folder", parent.path + "/\(path)")
        }
        for entry in entries {
            guard case .file(let body) = entry.content else { continue }
            let parent = try descend(entry.path.components.dropLast(), from: root)
            let file = try parent.open(entry.path.lastComponent, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600, to: "write")
            try file.write(body)
            try giveAway(file, entry)
            try HostProblem.check(fchmod(file.number, mode_t(entry.mode)), "set the mode of", file.path)
            try file.sync()
        }
        for entry in entries {
            guard case .folder = entry.content else { continue }
            try giveAway(try descend(entry.path.components, from: root), entry)
        }
        // Modes last and from the inside out: a folder may be one that even its owner cannot write to.
        for (path, mode) in folders.sorted(by: { $0.key > $1.key }) {
            let folder = try descend(path.components, from: root)
            try HostProblem.check(fchmod(folder.number, mode_t(mode)), "set the mode of", folder.path)
            try folder.sync()
        }
    }

    /// Before the mode is set: a change of owner takes the set-user-ID bit away (chown(2)).
    private static func giveAway(_ file: FileDescriptor, _ entry: TreeEntry) throws {
        guard entry.owner != nil || entry.group != nil, geteuid() == 0 else { return }
        let keep = uid_t.max  // -1: as it is
        try HostProblem.check(
            fchown(file.number, entry.owner.map { uid_t($0) } ?? keep, entry.group.map { gid_t($0) } ?? keep),
            "give its owner to", file.path)
    }

    /// Every folder that the entries need, with its mode.
    static func folderModes(_ entries: [TreeEntry]) -> [RelativePath: Int] {
        var modes: [RelativePath: Int] = [:]
        for entry in entries {
            var components = entry.path.components
            if case .folder = entry.content { modes[entry.path] = entry.mode }
            while components.popLast() != nil, let above = RelativePath(components.joined(separator: "/")) {
                modes[above] = modes[above] ?? 0o755
            }
        }
        return modes
    }

    static func descend(_ components: some Sequence<String>, from root: FileDescriptor) throws -> FileDescriptor {
        var folder = root
        for name in components { folder = try folder.open(name, O_RDONLY | O_DIRECTORY, to: "open the folder") }
        return folder
    }
}

import Foundation
import Vocabulary

/// Folders and single files, made so that a crash leaves nothing half.
enum Folders {
    /// Makes a folder and those above it (0755). Owner and mode are set before it has its name, so nobody finds it half made.
    static func make(_ path: AbsolutePath, owner: Int?, group: Int?, mode: Int) throws -> Change {
        if try isFolder(path) { return .alreadySo }
        let parent = try makeParents(of: path)
        let name = path.lastComponent
        let temporary = temporaryName(for: name)
        try removeLeftovers(of: name, in: parent)
        try HostProblem.check(mkdirat(parent.number, temporary, 0o700), "make the folder", path.rawValue)
        do {
            let folder = try parent.open(temporary, O_RDONLY | O_DIRECTORY, to: "open the folder")
            if let owner, let group {
                try HostProblem.check(
                    fchown(folder.number, uid_t(owner), gid_t(group)), "give its owner to", path.rawValue)
            }
            try HostProblem.check(fchmod(folder.number, mode_t(mode)), "set the mode of", path.rawValue)
            try folder.sync()
            try HostProblem.check(
                renameat(parent.number, temporary, parent.number, name), "make the folder", path.rawValue)
        } catch {
            unlinkat(parent.number, temporary, AT_REMOVEDIR)
            throw error
        }
        try parent.sync()
        return .made
    }

    /// Mode 0700, of this user; one that is there only where it is ours.
    static func makePrivate(_ path: AbsolutePath, holding names: Set<String>) throws -> Change {
        if try make(path, owner: nil, group: nil, mode: 0o700) == .made { return .made }
        let folder = try FileDescriptor.open(path.rawValue, O_RDONLY | O_DIRECTORY, to: "open the folder")
        let information = try folder.information()
        guard information.st_mode & 0o077 != 0 else { return .alreadySo }
        let others = try folder.names().filter { !names.contains($0) && !$0.hasPrefix(".") }
        guard others.isEmpty, information.st_uid == geteuid() else {
            throw HostProblem.openFolder(path, mode: Int(information.st_mode & 0o7777), others)
        }
        try HostProblem.check(fchmod(folder.number, 0o700), "set the mode of", path.rawValue)
        try folder.sync()
        return .made
    }

    /// Writes a file as a whole: temporary name, sync, rename, sync of the folder.
    static func writeFile(_ path: AbsolutePath, mode: Int, _ body: BlobBody) throws {
        let parent = try makeParents(of: path)
        let name = path.lastComponent
        try removeLeftovers(of: name, in: parent)
        let temporary = temporaryName(for: name)
        do {
            let file = try parent.open(temporary, O_WRONLY | O_CREAT | O_EXCL, mode: 0o600, to: "write")
            try file.write(body)
            try HostProblem.check(fchmod(file.number, mode_t(mode)), "set the mode of", path.rawValue)
            try file.sync()
            try HostProblem.check(renameat(parent.number, temporary, parent.number, name), "write", path.rawValue)
        } catch {
            unlinkat(parent.number, temporary, 0)
            throw error
        }
        try parent.sync()
    }

    /// The folder above a path, open; made with mode 0755 where it is missing, each one synced into the one above.
    static func makeParents(of path: AbsolutePath) throws -> FileDescriptor {
        var missing: [String] = []
        var current = path.parent
        while true {
            let number = Foundation.open(current.rawValue, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
            if number >= 0 {
                var folder = FileDescriptor(adopting: number, path: current.rawValue)
                for name in missing.reversed() {
                    if mkdirat(folder.number, name, 0o755) != 0, errno != EEXIST {
                        throw HostProblem.last("make the folder", folder.path + "/" + name)
                    }
                    try folder.sync()
                    folder = try folder.open(name, O_RDONLY | O_DIRECTORY, to: "open the folder")
                    try HostProblem.check(fchmod(folder.number, 0o755), "set the mode of", folder.path)
                }
                return folder
            }
            guard errno == ENOENT, current != current.parent else {
                throw HostProblem.last("open the folder", current.rawValue)
            }
            missing.append(current.lastComponent)
            current = current.parent
        }
    }

    static func isFolder(_ path: AbsolutePath) throws -> Bool {
        var information = stat()
        guard lstat(path.rawValue, &information) == 0 else {
            if errno == ENOENT { return false }
            throw HostProblem.last("look at", path.rawValue)
        }
        guard information.st_mode & S_IFMT == S_IFDIR else {
            throw HostProblem.last("make the folder", path.rawValue, errno: ENOTDIR)
        }
        return true
    }

    /// One valise works on a target at a time, so a temporary name that is there already was left by one that died.
    static func removeLeftovers(of name: String, in parent: FileDescriptor) throws {
        for leftover in try parent.names() where leftover.hasPrefix(temporaryPrefix(for: name)) {
            try TreeRemoval.remove(leftover, in: parent)
        }
    }

    static func temporaryName(for name: String) -> String {
        temporaryPrefix(for: name) + String(UInt32.random(in: 0 ... .max), radix: 36)
    }
    private static func temporaryPrefix(for name: String) -> String { ".\(name.prefix(100)).new-" }
}

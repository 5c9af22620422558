internal import Foundation
import Vocabulary

/// Makes the state folder and the file with their modes, whatever the umask.
enum LedgerFile {
    /// Folder 0700, file 0600. A folder that was there and is open to others is tightened only where it is ours or empty.
    static func prepare(in folder: AbsolutePath) throws -> AbsolutePath {
        let path = folder.appending(LedgerStore.fileName)
        try makeParents(of: folder)
        if mkdir(folder.rawValue, 0o700) == 0 {
            try require(chmod(folder.rawValue, 0o700), path)
        } else if errno == EEXIST {
            try tighten(folder, path)
        } else {
            throw LedgerProblem.notAccessible(path, reason())
        }
        try make(path)
        return path
    }

    /// A file of mode 0600 is there, empty where there was none.
    static func make(_ path: AbsolutePath) throws {
        let descriptor = Foundation.open(path.rawValue, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw LedgerProblem.notAccessible(path, reason()) }
        defer { close(descriptor) }
        try require(fchmod(descriptor, 0o600), path)
    }

    /// `nil` where there is no such file.
    static func size(_ path: AbsolutePath) throws -> Int64? {
        var information = stat()
        if stat(path.rawValue, &information) == 0 { return Int64(information.st_size) }
        if errno == ENOENT || errno == ENOTDIR { return nil }
        throw LedgerProblem.notAccessible(path, reason())
    }

    private static func makeParents(of folder: AbsolutePath) throws {
        let parent = folder.parent
        guard parent != folder, mkdir(parent.rawValue, 0o755) != 0, errno == ENOENT else { return }
        try makeParents(of: parent)
        _ = mkdir(parent.rawValue, 0o755)
    }

    private static func tighten(_ folder: AbsolutePath, _ path: AbsolutePath) throws {
        var information = stat()
        guard stat(folder.rawValue, &information) == 0 else { throw LedgerProblem.notAccessible(path, reason()) }
        guard information.st_mode & 0o077 != 0 else { return }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder.rawValue)
        } catch {
            throw LedgerProblem.notAccessible(path, "the folder cannot be listed")
        }
        let isOurs = names.contains(LedgerStore.fileName) || names.allSatisfy(StateFolder.contents.contains)
        guard isOurs, information.st_uid == geteuid() else {
            throw LedgerProblem.openFolder(folder, mode: "0" + String(information.st_mode & 0o7777, radix: 8))
        }
        try require(chmod(folder.rawValue, 0o700), path)
    }

    private static func require(_ result: Int32, _ path: AbsolutePath) throws {
        if result != 0 { throw LedgerProblem.notAccessible(path, reason()) }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}

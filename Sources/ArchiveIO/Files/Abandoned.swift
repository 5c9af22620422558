import Foundation
public import Vocabulary

/// What a process has left that was killed: recognised by a lock that nobody holds any more. A lock goes with its process, also after `kill -9` and a power cut.
public enum Abandoned {
    /// A file or folder this old without a lock was not just being made.
    private static let grace: Double = 60

    /// Marks an open file or folder as being worked on, until it is closed. Where the file system knows no locks, nothing happens: what is left there stays.
    public static func hold(_ descriptor: Int32) { _ = flock(descriptor, LOCK_EX | LOCK_NB) }

    /// Removes the files and folders of a folder that match, that nobody works on, and that are a minute old. What cannot be looked at or removed is left: this is
    /// tidying, and stands in nobody's way. Cost: one look into the folder.
    public static func sweep(_ folder: AbsolutePath, _ matches: (String) -> Bool) {
        let files = FileManager.default
        var names: [String] = []
        do { names = try files.contentsOfDirectory(atPath: folder.rawValue) } catch { return }
        for name in names where matches(name) {
            let path = folder.rawValue + "/" + name
            let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
            guard descriptor >= 0 else { continue }
            defer { close(descriptor) }
            var information = stat()
            guard fstat(descriptor, &information) == 0 else { continue }
            #if os(Linux)
                let changed = Double(information.st_mtim.tv_sec)
            #else
                let changed = Double(information.st_mtimespec.tv_sec)
            #endif
            guard Date().timeIntervalSince1970 - changed > grace, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                continue
            }
            do { try files.removeItem(atPath: path) } catch { continue }
        }
    }
}

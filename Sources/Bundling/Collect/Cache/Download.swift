import Foundation
import Vocabulary

/// The file of one download, locked; closed with the last reference.
final class Download: Sendable {
    let path: AbsolutePath
    private let descriptor: Int32

    /// `nil` where another process works on it.
    init?(at path: AbsolutePath) throws {
        let opened = open(path.rawValue, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard opened >= 0 else {
            throw Problem(
                "store.unwritable", .step, "cannot keep a download in `\(path)`: \(String(cString: strerror(errno)))")
        }
        var held = stat()
        var named = stat()
        guard flock(opened, LOCK_EX | LOCK_NB) == 0, fstat(opened, &held) == 0,
            // Its last owner may have removed it since it was opened here.
            lstat(path.rawValue, &named) == 0, held.st_ino == named.st_ino
        else {
            close(opened)
            return nil
        }
        self.path = path
        descriptor = opened
    }

    deinit { close(descriptor) }

    /// Its content is where it belongs.
    func remove() { unlink(path.rawValue) }
}

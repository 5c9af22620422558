import Foundation
import Vocabulary

/// A folder of this user's alone, which goes with the last reference.
final class TransientFolder: Sendable {
    let path: AbsolutePath

    init() throws {
        let temporary = AbsolutePath(FileManager.default.temporaryDirectory.path, relativeTo: .root)
        path = temporary.appending("valise-" + String(UInt64.random(in: 0 ... .max), radix: 36))
        try HostProblem.check(mkdir(path.rawValue, 0o700), "make the folder", path.rawValue)
    }

    deinit {
        // What cannot be removed is left to the system, which clears its temporary files.
        _ = try? TreeRemoval.remove(path, below: path.parent)
    }
}

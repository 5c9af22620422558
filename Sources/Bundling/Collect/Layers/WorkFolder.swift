import ArchiveIO
import Foundation
import Vocabulary

/// A folder for what is only needed while packing; it goes with its last user. What killed packs have left there goes first.
final class WorkFolder: Sendable {
    let path: AbsolutePath
    /// Of the folder, locked: says that it is in use.
    private let descriptor: Int32
    private static let prefix = ".valise-pack-"

    /// Throws `file.unwritable` (14) where the folder cannot be made.
    init(in parent: AbsolutePath) throws {
        Abandoned.sweep(parent) { $0.hasPrefix(Self.prefix) && UInt64($0.dropFirst(Self.prefix.count)) != nil }
        path = parent.appending("\(Self.prefix)\(UInt64.random(in: 0 ... .max))")
        guard mkdir(path.rawValue, 0o700) == 0 else {
            throw Problem(
                "file.unwritable", .step, "cannot make the folder `\(path)`: \(String(cString: strerror(errno)))",
                consequence: "nothing was packed", hint: "name another folder to work in: `TMPDIR=/path valise pack …`")
        }
        descriptor = open(path.rawValue, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        Abandoned.hold(descriptor)
    }

    deinit {
        // Nothing can be told from here; a folder that stays is hidden and named after us.
        close(descriptor)
        do { try FileManager.default.removeItem(atPath: path.rawValue) } catch {}
    }
}

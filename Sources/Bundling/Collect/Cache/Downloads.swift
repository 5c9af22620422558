import ArchiveIO
import Foundation
import Vocabulary

/// Downloads of a cache: a file for each blob, which keeps what came when it broke off.
struct Downloads: Sendable {
    private let folder: AbsolutePath
    /// A download that nobody has gone on with for so long is not waited for any more.
    private static let age: Double = 14 * 24 * 3600

    init(at root: AbsolutePath) { folder = root.appending("downloads") }

    /// Where a blob is to be downloaded to, for this process alone: with what an earlier pack has left, unless another one is at it now. Throws `store.unwritable` (14).
    func begin(_ digest: Digest) throws -> Download {
        _ = mkdir(folder.rawValue, 0o755)
        if let download = try Download(at: folder.appending(digest.hex)) { return download }
        // Somebody else is at it. Both bring the same bytes; who comes second replaces them by the same.
        let own = folder.appending("\(digest.hex).\(UInt64.random(in: 0 ... .max))")
        guard let download = try Download(at: own) else {
            throw Problem("store.unwritable", .step, "cannot lock `\(own)`, which nobody else can know")
        }
        return download
    }

    func removeOld() {
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder.rawValue) } catch { return }
        for name in names {
            var information = stat()
            let path = folder.appending(name).rawValue
            guard lstat(path, &information) == 0 else { continue }
            #if os(Linux)
                let changed = Double(information.st_mtim.tv_sec)
            #else
                let changed = Double(information.st_mtimespec.tv_sec)
            #endif
            // One with a name of its own cannot be gone on with.
            let isAlone = name.contains(".")
            if isAlone || Date().timeIntervalSince1970 - changed > Self.age { unlink(path) }
        }
    }
}

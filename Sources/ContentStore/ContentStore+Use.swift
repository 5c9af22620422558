internal import Foundation
public import Vocabulary

/// A blob with the time of its last use, for whoever decides what goes first.
public struct BlobUse: Hashable, Sendable {
    public var digest: Digest
    /// Bytes.
    public var size: Int64
    /// Seconds since 1970, by this machine's clock.
    public var lastUsed: Double
}

extension ContentStore {
    /// Notes that a blob is used now. Where that cannot be noted (a store on a read-only medium), nothing happens.
    public func touch(_ digest: Digest) { _ = utimensat(AT_FDCWD, path(of: digest).rawValue, nil, 0) }

    /// All blobs, in no order. Throws `store.unreadable` (14).
    public func uses() throws -> [BlobUse] {
        let folder = path(of: .of([])).parent
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder.rawValue) } catch {
            throw Problem(
                "store.unreadable", .step, "cannot look into `\(folder)`: \(error.localizedDescription)",
                hint: "see who owns it with `ls -ld \(folder)`")
        }
        return names.compactMap { name in
            guard let digest = Digest(hex: name[...]) else { return nil }
            var information = stat()
            guard lstat(path(of: digest).rawValue, &information) == 0 else { return nil }
            #if os(Linux)
                let time = information.st_mtim
            #else
                let time = information.st_mtimespec
            #endif
            return BlobUse(
                digest: digest, size: Int64(information.st_size),
                lastUsed: Double(time.tv_sec) + Double(time.tv_nsec) / 1e9)
        }
    }
}

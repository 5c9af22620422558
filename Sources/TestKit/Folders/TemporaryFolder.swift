internal import Foundation
public import Vocabulary

/// A folder of a test's own; removed with everything in it when the last reference goes.
public final class TemporaryFolder: Sendable {
    public let path: AbsolutePath

    public init() throws {
        let base = AbsolutePath(FileManager.default.temporaryDirectory.path, relativeTo: .root)
        path = base.appending("valise-test-\(UInt64.random(in: 0 ... .max))")
        try FileManager.default.createDirectory(
            atPath: path.rawValue, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    }

    // A test that fails may have removed it already, and nobody could act on an error here.
    deinit { try? FileManager.default.removeItem(atPath: path.rawValue) }

    /// Writes a file below it, and the folders that it needs; gives its path.
    @discardableResult
    public func write(_ bytes: [UInt8], at name: String) throws -> AbsolutePath {
        let file = path.appending(name)
        if unlink(file.rawValue) != 0 {
            try FileManager.default.createDirectory(atPath: file.parent.rawValue, withIntermediateDirectories: true)
        }
        // A new file each time: ext4 flushes one that was cut to nothing and written again (`auto_da_alloc`), which takes milliseconds.
        try Data(bytes).write(to: URL(fileURLWithPath: file.rawValue))
        return file
    }

    @discardableResult
    public func write(_ text: String, at name: String) throws -> AbsolutePath { try write(Array(text.utf8), at: name) }

    public func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path.appending(name).rawValue)))
    }

    /// Names directly below it, or below a folder in it, sorted.
    public func names(in name: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path.appending(name).rawValue).sorted()
    }

    public func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: path.appending(name).rawValue)
    }
}

import Foundation
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

extension TemporaryFolder {
    func mode(_ name: String) throws -> Int {
        var information = stat()
        guard lstat(path.appending(name).rawValue, &information) == 0 else { throw POSIXError(.ENOENT) }
        return Int(information.st_mode & 0o7777)
    }

    func has(_ name: String) -> Bool {
        var information = stat()
        return lstat(path.appending(name).rawValue, &information) == 0
    }

    func link(_ name: String, to target: String) throws {
        guard symlink(target, path.appending(name).rawValue) == 0 else { throw POSIXError(.EIO) }
    }
}

func relative(_ text: String) throws -> RelativePath { try #require(RelativePath(text)) }

func file(_ path: String, _ text: String, mode: Int = 0o644) throws -> TreeEntry {
    TreeEntry(path: try relative(path), mode: mode, content: .file(.bytes(Array(text.utf8))))
}

/// The problem that a body throws, whole.
func problem(_ body: () throws -> Void) throws -> Problem {
    do {
        try body()
    } catch let problem as Problem {
        return problem
    }
    Issue.record("no problem was thrown")
    throw CancellationError()
}

/// Some bytes, and then what the test wants to happen.
struct EndingReader: ByteReader {
    var left = 3
    let end: @Sendable () throws -> Void

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if left == 0 {
            try end()
            return 0
        }
        left -= 1
        buffer.initializeMemory(as: UInt8.self, repeating: 7)
        return buffer.count
    }
}

/// Gives this process mounts of its own and puts an empty file system in memory at a path. For processes that end soon, as root.
func mountMemory(at path: String, options: String) throws {
    typealias Unshare = @convention(c) (Int32) -> Int32
    // Not in the module map of glibc; CLONE_NEWNS is 0x20000 (linux/sched.h).
    let unshare = unsafeBitCast(try #require(dlsym(nil, "unshare")), to: Unshare.self)
    try #require(unshare(0x20000) == 0)
    try #require(mount("none", "/", nil, UInt(MS_REC | MS_PRIVATE), nil) == 0)
    try #require(mount("none", path, "tmpfs", 0, options) == 0)
}

import Foundation
import Vocabulary

/// An open file or folder, closed with its last reference.
final class FileDescriptor: Sendable {
    let number: Int32
    /// For messages.
    let path: String

    init(adopting number: Int32, path: String) {
        self.number = number
        self.path = path
    }
    deinit { close(number) }

    static func open(_ path: String, _ flags: Int32, mode: mode_t = 0, to tried: String) throws -> FileDescriptor {
        let number = Foundation.open(path, flags | O_CLOEXEC, mode)
        try HostProblem.check(number, tried, path)
        return FileDescriptor(adopting: number, path: path)
    }

    /// Opens an entry of this folder; a link is not followed.
    func open(_ name: String, _ flags: Int32, mode: mode_t = 0, to tried: String) throws -> FileDescriptor {
        let below = openat(number, name, flags | O_CLOEXEC | O_NOFOLLOW, mode)
        try HostProblem.check(below, tried, path + "/" + name)
        return FileDescriptor(adopting: below, path: path + "/" + name)
    }

    func sync() throws { try HostProblem.check(fsync(number), "sync", path) }

    func information() throws -> stat {
        var information = stat()
        try HostProblem.check(fstat(number, &information), "look at", path)
        return information
    }

    /// What an entry of this folder is, links not followed; `nil` where there is none.
    func information(of name: String) throws -> stat? {
        var information = stat()
        if fstatat(number, name, &information, AT_SYMLINK_NOFOLLOW) == 0 { return information }
        if errno == ENOENT { return nil }
        throw HostProblem.last("look at", path + "/" + name)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        try writeAll(bytes) { rest, _ in Foundation.write(number, rest.baseAddress, rest.count) }
    }

    /// To a place of its own, whatever others write meanwhile.
    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws {
        try writeAll(bytes) { rest, done in
            pwrite(number, rest.baseAddress, rest.count, off_t(offset + Int64(done)))
        }
    }

    private func writeAll(_ bytes: UnsafeRawBufferPointer, _ write: (UnsafeRawBufferPointer, Int) -> Int) throws {
        var rest = bytes
        while !rest.isEmpty {
            let count = write(rest, bytes.count - rest.count)
            if count < 0, errno == EINTR { continue }
            try HostProblem.check(Int32(clamping: count), "write", path)
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Writes a body to the end. Memory: 256 KiB, whatever its size.
    func write(_ body: BlobBody) throws {
        try body.forEachChunk(ofFile: path, shortfall: .isAnError) { try write($0) }
    }

    /// Names in this folder without `.` and `..`, sorted.
    func names() throws -> [String] {
        let copy = openat(number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        try HostProblem.check(copy, "list", path)
        guard let stream = fdopendir(copy) else {
            let problem = HostProblem.last("list", path)
            close(copy)
            throw problem
        }
        defer { closedir(stream) }
        var names: [String] = []
        errno = 0
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
            errno = 0
        }
        if errno != 0 { throw HostProblem.last("list", path) }
        return names.sorted()
    }
}

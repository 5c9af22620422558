import Foundation
import Vocabulary

/// Where the kernel and the system tell about themselves. Tests put a folder of their own under all of it.
struct SystemFiles: Sendable {
    /// `/`, or what stands in for it.
    var root = AbsolutePath.root

    /// The whole text of a file, at most 64 MiB (the kernel's symbol table is 5 to 20); `nil` where it cannot be read.
    func text(_ path: String) -> String? { bytes(path).map { String(decoding: $0, as: UTF8.self) } }

    /// Read to its end: files of `/proc` say that their size is 0.
    func bytes(_ path: String) -> [UInt8]? {
        let descriptor = open(full(path), O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while content.count < 64 << 20 {
            let count = read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return content }
            content.append(contentsOf: chunk[..<count])
        }
        return content
    }

    func exists(_ path: String) -> Bool { access(full(path), F_OK) == 0 }

    func full(_ path: String) -> String { root.appending(path).rawValue }

    /// Names in a folder; empty where it cannot be listed.
    func names(_ path: String) -> [String] {
        guard let folder = opendir(full(path)) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }

    /// Where a symbolic link points to, as text.
    func link(_ path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 256)
        let count = readlink(full(path), &buffer, buffer.count)
        guard count > 0 else { return nil }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

import Compose
import Foundation
import Vocabulary

/// Compose files from the disk.
struct DiskFileReader: ComposeFileReader {
    func read(_ path: AbsolutePath) throws(Problem) -> [UInt8]? {
        let descriptor = open(path.rawValue, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw failure(path, String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = chunk.withUnsafeMutableBytes { Foundation.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw failure(path, String(cString: strerror(errno)))
            }
            bytes.append(contentsOf: chunk[..<count])
            // The loader has a limit of its own; this one keeps `/dev/zero` out of the memory.
            guard bytes.count <= ComposeLimits().fileSize else { throw failure(path, "it is larger than 16 MiB") }
        }
    }

    private func failure(_ path: AbsolutePath, _ reason: String) -> Problem {
        Problem("file.unreadable", .definition, "cannot read `\(path)`: \(reason)")
    }
}

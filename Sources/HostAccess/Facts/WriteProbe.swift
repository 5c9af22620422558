import Foundation
import Vocabulary

/// Finds out whether a folder can be written, and how long the disk takes to say that something is on it.
///
/// A folder that is not there yet is judged by the nearest one above it. Nothing is left behind, also after `kill -9`, where the
/// file system has files without a name (O_TMPFILE, open(2)).
struct WriteProbe {
    let folder: AbsolutePath

    struct Result {
        var failure: String?
        var milliseconds: Double?
    }

    func run() -> Result {
        var current = folder
        while access(current.rawValue, F_OK) != 0, errno == ENOENT, current != current.parent {
            current = current.parent
        }
        var information = stat()
        guard stat(current.rawValue, &information) == 0 else { return Result(failure: Self.reason()) }
        guard information.st_mode & S_IFMT == S_IFDIR else { return Result(failure: "\(current) is not a folder") }
        guard let descriptor = Self.openNameless(in: current) ?? Self.openNamed(in: current) else {
            return Result(failure: Self.reason() + (current == folder ? "" : " (in \(current))"))
        }
        defer { close(descriptor) }
        let block = [UInt8](repeating: 0x56, count: 4096)
        var times: [Double] = []
        for _ in 0..<5 {
            let clock = ContinuousClock()
            let start = clock.now
            guard write(descriptor, block, block.count) == block.count, fsync(descriptor) == 0 else {
                return Result(failure: Self.reason())
            }
            let time = start.duration(to: clock.now).components
            times.append(Double(time.seconds) * 1_000 + Double(time.attoseconds) / 1e15)
        }
        return Result(failure: nil, milliseconds: times.sorted()[times.count / 2])
    }

    private static func openNameless(in folder: AbsolutePath) -> Int32? {
        #if os(Linux)
            // O_TMPFILE is not in the module map of glibc: __O_TMPFILE | O_DIRECTORY (linux/asm-generic/fcntl.h).
            let descriptor = open(folder.rawValue, 0o20000000 | O_DIRECTORY | O_WRONLY | O_CLOEXEC, 0o600)
            return descriptor >= 0 ? descriptor : nil
        #else
            return nil
        #endif
    }

    private static func openNamed(in folder: AbsolutePath) -> Int32? {
        let path = folder.appending(".valise-probe-\(UInt32.random(in: 0 ... .max))").rawValue
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return nil }
        unlink(path)
        return descriptor
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}

import Foundation
import Vocabulary

#if canImport(Glibc)
    import Glibc
#endif

/// Standard output or standard error: whole texts, written at once and completely.
struct StandardStream: Sendable {
    let descriptor: Int32
    let name: String

    static let output = StandardStream(descriptor: STDOUT_FILENO, name: "standard output")
    static let error = StandardStream(descriptor: STDERR_FILENO, name: "standard error")

    var isTerminal: Bool { isatty(descriptor) == 1 }

    /// Columns of the terminal; 80 where it is none or does not say.
    var columns: Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    func write(_ text: String) throws {
        try write(Array(text.utf8))
    }

    /// Throws ``ReaderLeft`` where nobody reads any more, and a `Problem` where the bytes cannot be kept (a full disk behind `>`).
    func write(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
                continue
            }
            switch errno {
            case EINTR: continue
            case EAGAIN: try waitUntilWritable()
            case EPIPE: throw ReaderLeft()
            default:
                throw Problem(
                    "output.failed", .step, "cannot write to \(name): \(String(cString: strerror(errno)))",
                    consequence: "what was printed is not complete")
            }
        }
    }

    /// A terminal that was set to non-blocking by some other program takes its time.
    private func waitUntilWritable() throws {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&entry, 1, 1000)
        try Task.checkCancellation()
    }
}

/// The reader of standard output has gone (`valise logs | head`): nothing is left to do, and nothing is wrong.
struct ReaderLeft: Error {}

import Foundation
import Vocabulary

/// Files that a person hands over: answers, passwords. Read whole, so bounded.
enum SmallFile {
    static let limit = 1 << 20

    static func text(at path: AbsolutePath, named name: String) throws -> String {
        let descriptor = open(path.rawValue, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(name, String(cString: strerror(errno))) }
        defer { close(descriptor) }
        return try text(of: descriptor, named: name)
    }

    static func standardInput() throws -> String {
        try text(of: STDIN_FILENO, named: "standard input")
    }

    private static func text(of descriptor: Int32, named name: String) throws -> String {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while true {
            let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(name, String(cString: strerror(errno)))
            }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else { throw failure(name, "it is larger than 1 MiB") }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw failure(name, "it is not UTF-8 text") }
        return text
    }

    private static func failure(_ name: String, _ reason: String) -> Problem {
        Problem(
            "file.unreadable", .usage, "cannot read `\(name)`: \(reason)", consequence: "nothing was changed")
    }
}

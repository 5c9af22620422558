import Foundation
import Vocabulary

/// Stream sockets with a path (unix(7)).
enum UnixSocket {
    /// Bytes of a path: `sun_path` with its NUL.
    static let pathLimit = 107

    /// Throws `engine.unreachable` with the reason.
    static func connect(to path: AbsolutePath) throws -> FileDescriptor {
        let descriptor = try make(path)
        guard withAddress(path, { Foundation.connect(descriptor.number, $0, $1) }) == 0 else {
            throw unreachable(path, errno)
        }
        return descriptor
    }

    /// A socket that takes connections. Nobody but this user reaches it where its folder is theirs.
    static func listen(at path: AbsolutePath) throws -> FileDescriptor {
        let descriptor = try make(path)
        guard withAddress(path, { bind(descriptor.number, $0, $1) }) == 0, Foundation.listen(descriptor.number, 64) == 0
        else { throw HostProblem.last("listen at", path.rawValue) }
        return descriptor
    }

    private static func make(_ path: AbsolutePath) throws -> FileDescriptor {
        guard path.rawValue.utf8.count <= pathLimit else {
            throw Problem(
                "engine.unreachable", .prerequisite, "cannot use the socket `\(path)`: its path is too long",
                expected: "at most \(pathLimit) bytes (unix(7))", found: "\(path.rawValue.utf8.count)",
                hint: "set TMPDIR to a shorter path, or name another socket")
        }
        #if os(Linux)
            let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        #else
            let number = socket(AF_UNIX, SOCK_STREAM, 0)
            _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        #endif
        try HostProblem.check(number, "make a socket for", path.rawValue)
        return FileDescriptor(adopting: number, path: path.rawValue)
    }

    /// The address as the system takes it. The path fits: ``make(_:)`` has seen to it.
    private static func withAddress(
        _ path: AbsolutePath, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.rawValue.utf8.prefix($0.count - 1)) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }

    /// As the client of engines tells it of an engine on this machine.
    private static func unreachable(_ path: AbsolutePath, _ number: Int32) -> Problem {
        var hint = "start the engine, or name its address with `--engine` or DOCKER_HOST"
        let reason: String
        switch number {
        case ENOENT: reason = "there is no such socket"
        case ECONNREFUSED: reason = "nobody listens there"
        case EACCES, EPERM:
            reason = "this user may not use the socket"
            hint = "run as root, or join its group: `usermod -aG docker USER`"
        default: reason = String(cString: strerror(number)).lowercased()
        }
        return Problem(
            "engine.unreachable", .prerequisite, "cannot reach the engine at unix://\(path): \(reason)", hint: hint)
    }
}

import Foundation
import Testing

@testable import HostAccess

/// Two connected sockets: what is written to one is read from the other.
struct SocketPair {
    let first: Int32
    let second: Int32

    init() throws {
        var ends: [Int32] = [-1, -1]
        try #require(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0)
        (first, second) = (ends[0], ends[1])
    }
}

extension ByteStreams {
    convenience init(adopting socket: Int32) throws { try self.init(adoptingInput: socket, output: socket) }
}

extension FileDescriptor {
    /// Over a socket; where the other end has gone that is an error, and not the end of the process.
    func sendAll(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            try HostProblem.check(Int32(clamping: count), "write", path)
            rest = rest.dropFirst(count)
        }
    }
}

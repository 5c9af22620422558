import Foundation
import Vocabulary

/// A TCP client that sends what it is told to, byte for byte. Its calls block, so they run on threads of their own, never on those that
/// the server's tasks need.
final class RawClient: Sendable {
    private let descriptor: Int32

    init(port: Int, timeoutSeconds: Int = 120) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var limit = timeval(tv_sec: timeoutSeconds, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }
    deinit { close(descriptor) }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            sent += count
        }
    }

    /// At most so many bytes; empty at the end of the stream, an error where the connection was reset or nothing came in time.
    func receive(_ limit: Int = 65_536) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: limit)
        var count = recv(descriptor, &buffer, limit, 0)
        while count < 0, errno == EINTR { count = recv(descriptor, &buffer, limit, 0) }
        guard count >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        return Array(buffer[..<count])
    }

    func receiveToEnd() throws -> [UInt8] {
        var all: [UInt8] = []
        while true {
            let more = try receive()
            if more.isEmpty { return all }
            all += more
        }
    }

    /// How many bytes come until the end.
    func count() throws -> Int64 {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var all: Int64 = 0
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            if count == 0 { return all }
            all += Int64(count)
        }
    }

    /// One answer: its head, and the body that `Content-Length` announces.
    func answer(hasBody: Bool = true) throws -> RawAnswer {
        var bytes: [UInt8] = []
        while true {
            if let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
                let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
                var answer = RawAnswer(status: lines[0], headers: [:], body: Array(bytes[end.upperBound...]))
                for line in lines.dropFirst() {
                    let parts = line.split(separator: ":", maxSplits: 1)
                    answer.headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
                }
                let length = hasBody ? Int(answer.headers["content-length"] ?? "0") ?? 0 : 0
                while answer.body.count < length {
                    let more = try receive()
                    if more.isEmpty { throw POSIXError(.ECONNRESET) }
                    answer.body += more
                }
                return answer
            }
            let more = try receive()
            if more.isEmpty { throw POSIXError(.ECONNRESET) }
            bytes += more
        }
    }

    /// How many bytes a blob is, with the head of its answer.
    static func count(_ port: Int, blob digest: Digest) throws -> Int64 {
        let client = try RawClient(port: port)
        try client.send(
            "GET /v2/\(SampleContent.repository)/blobs/\(digest) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        return try client.count()
    }

    static func get(_ port: Int, _ target: String, _ headers: String = "", method: String = "GET") throws -> RawAnswer {
        let client = try RawClient(port: port)
        try client.send("\(method) \(target) HTTP/1.1\r\nHost: x\r\n\(headers)\r\n")
        return try client.answer(hasBody: method != "HEAD")
    }
}

struct RawAnswer: Sendable {
    var status: String
    var headers: [String: String]
    var body: [UInt8]
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// Runs something that blocks on a thread of its own.
@discardableResult
func blocking<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result(catching: body)) }
    }
}

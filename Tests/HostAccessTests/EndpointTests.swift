import Foundation
import Synchronization
import Testing
import Vocabulary

@testable import HostAccess

/// Looks from outside at real sockets of this machine.
@Suite struct EndpointTests {
    private let host = LocalHost()

    @Test func aConnectionIsAnAnswer() async throws {
        let server = try Listener(saying: nil)
        #expect(await host.answer(to: .tcp(port: server.port), at: "127.0.0.1", within: .seconds(5)) == .answered)
    }

    @Test func nobodyListens() async throws {
        let port = try Listener(saying: nil).port  // closed again
        #expect(
            await host.answer(to: .tcp(port: port), at: "127.0.0.1", within: .seconds(5))
                == .silent("connection refused"))
    }

    @Test(arguments: [
        ("HTTP/1.1 200 OK\r\n\r\n", EndpointAnswer.answered), ("HTTP/1.0 302 Found\r\n\r\n", .answered),
        ("HTTP/1.1 404 Not Found\r\n\r\n", .silent("it answers with status 404")),
        ("HTTP/1.1 503 No\r\n\r\n", .silent("it answers with status 503")),
        ("SSH-2.0-OpenSSH_9\r\n", .silent("its answer is not HTTP")),
        ("HTTP/1.1", .silent("it hung up without an answer")), ("", .silent("it hung up without an answer")),
    ])
    func theStatusDecides(_ text: String, _ expected: EndpointAnswer) async throws {
        let server = try Listener(saying: text)
        let answer = await host.answer(
            to: .http(port: server.port, path: "/health"), at: "127.0.0.1", within: .seconds(5))
        #expect(answer == expected)
        #expect(server.heard?.hasPrefix("GET /health HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n") == true)
    }

    /// Accepted by the kernel, answered by nobody.
    @Test func silenceHasALimit() async throws {
        let server = try Listener(saying: nil)
        let clock = ContinuousClock()
        let start = clock.now
        let answer = await host.answer(
            to: .http(port: server.port, path: "/"), at: "127.0.0.1", within: .milliseconds(200))
        #expect(answer == .silent("no answer in time"))
        #expect(clock.now - start >= .milliseconds(200))
    }

    @Test func whatIsNoAddress() async {
        #expect(
            await host.answer(to: .tcp(port: 80), at: "localhost", within: .seconds(1))
                == .silent("`localhost` is no address"))
    }
}

/// A listening socket on a free port that answers every connection with a text, or lets it wait; closed with its last reference.
private final class Listener: Sendable {
    let port: Int
    private let number: Int32
    private let box: Box

    private final class Box: Sendable {
        let text = Mutex<String?>(nil)
    }
    /// What the first one said.
    var heard: String? { box.text.withLock { $0 } }

    init(saying text: String?) throws {
        #if os(Linux)
            let kind = Int32(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        number = socket(AF_INET, kind, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let number = self.number
        let isBound = withUnsafeMutableBytes(of: &address) { raw in
            guard let start = raw.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
            return bind(number, start, size) == 0 && listen(number, 8) == 0 && getsockname(number, start, &size) == 0
        }
        try #require(isBound)
        port = Int(UInt16(bigEndian: address.sin_port))
        let box = Box()
        self.box = box
        guard let text else { return }
        Thread.detachNewThread {
            let connection = accept(number, nil, nil)
            guard connection >= 0 else { return }
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = recv(connection, &buffer, buffer.count, 0)
            let said = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
            box.text.withLock { $0 = said }
            _ = Array(text.utf8).withUnsafeBytes { send(connection, $0.baseAddress, $0.count, 0) }
            close(connection)
        }
    }
    deinit { close(number) }
}

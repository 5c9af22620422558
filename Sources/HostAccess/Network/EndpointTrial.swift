import Foundation
import Vocabulary

/// Tries an ``EndpointProbe`` with a socket of its own: no resolver, no proxy, no redirect that is followed.
struct EndpointTrial {
    let probe: EndpointProbe
    /// An IPv4 or IPv6 address in digits.
    let address: String
    let deadline: ContinuousClock.Instant

    init(_ probe: EndpointProbe, at address: String, within limit: Duration) {
        self.probe = probe
        self.address = address
        deadline = .now + limit
    }

    /// Blocks until there is an answer, a refusal, or the limit is over.
    func run() -> EndpointAnswer {
        guard let place = SocketAddress(address, port: UInt16(clamping: probe.port)) else {
            return .silent("`\(address)` is no address")
        }
        let number = NetworkSocket.make(place.family, .tcp)
        guard number >= 0 else { return .silent(NetworkSocket.reason(errno)) }
        let descriptor = FileDescriptor(adopting: number, path: address)
        if place.pass(to: { connect(number, $0, $1) }) != 0 {
            guard errno == EINPROGRESS else { return .silent(NetworkSocket.reason(errno)) }
            guard wait(for: Int16(POLLOUT), descriptor) else { return .silent("no answer in time") }
            let failure = NetworkSocket.failure(of: number)
            guard failure == 0 else { return .silent(NetworkSocket.reason(failure)) }
        }
        switch probe {
        case .tcp: return .answered
        case .http(let port, let path): return request(path, port, descriptor)
        }
    }

    private func request(_ path: String, _ port: Int, _ descriptor: FileDescriptor) -> EndpointAnswer {
        let host = address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
        var rest = Array(
            "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nUser-Agent: valise\r\nAccept: */*\r\nConnection: close\r\n\r\n"
                .utf8)[...]
        while !rest.isEmpty {
            guard wait(for: Int16(POLLOUT), descriptor) else { return .silent("no answer in time") }
            let count = NetworkSocket.send(descriptor.number, rest)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return .silent(NetworkSocket.reason(errno)) }
            rest = rest.dropFirst(count)
        }
        // The status line is all that counts: "HTTP/1.1 200" (RFC 9112, section 4).
        var head: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 512)
        while head.count < 12 {
            guard wait(for: Int16(POLLIN), descriptor) else { return .silent("no answer in time") }
            let count = recv(descriptor.number, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count >= 0 else { return .silent(NetworkSocket.reason(errno)) }
            guard count > 0 else { return .silent("it hung up without an answer") }
            head += buffer[..<count]
        }
        let line = String(decoding: head.prefix(12), as: UTF8.self)
        guard line.hasPrefix("HTTP/1."), let status = Int(line.suffix(3)) else {
            return .silent("its answer is not HTTP")
        }
        return (200..<400).contains(status) ? .answered : .silent("it answers with status \(status)")
    }

    private func wait(for event: Int16, _ descriptor: FileDescriptor) -> Bool {
        var entries = [pollfd(fd: descriptor.number, events: event, revents: 0)]
        return Polling.wait(for: &entries, until: deadline) > 0
    }
}

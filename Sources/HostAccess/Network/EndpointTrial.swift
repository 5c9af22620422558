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
        guard let (family, bytes) = Self.socketAddress(address, UInt16(clamping: probe.port)) else {
            return .silent("`\(address)` is no address")
        }
        #if os(Linux)
            let kind = Int32(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        let number = socket(family, kind, 0)
        guard number >= 0 else { return .silent(Self.reason(errno)) }
        let descriptor = FileDescriptor(adopting: number, path: address)
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
        _ = fcntl(number, F_SETFL, O_NONBLOCK)
        let result = bytes.withUnsafeBytes { raw in
            raw.baseAddress.map { connect(number, $0.assumingMemoryBound(to: sockaddr.self), socklen_t(raw.count)) }
                ?? -1
        }
        if result != 0 {
            guard errno == EINPROGRESS else { return .silent(Self.reason(errno)) }
            guard wait(for: Int16(POLLOUT), descriptor) else { return .silent("no answer in time") }
            var failure: Int32 = 0
            var size = socklen_t(MemoryLayout<Int32>.size)
            guard getsockopt(number, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 else {
                return .silent(Self.reason(errno))
            }
            guard failure == 0 else { return .silent(Self.reason(failure)) }
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
            let count = rest.withUnsafeBytes { send(descriptor.number, $0.baseAddress, $0.count, Self.noSignal) }
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count > 0 else { return .silent(Self.reason(errno)) }
            rest = rest.dropFirst(count)
        }
        // The status line is all that counts: "HTTP/1.1 200" (RFC 9112, section 4).
        var head: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 512)
        while head.count < 12 {
            guard wait(for: Int16(POLLIN), descriptor) else { return .silent("no answer in time") }
            let count = recv(descriptor.number, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR || errno == EAGAIN { continue }
            guard count >= 0 else { return .silent(Self.reason(errno)) }
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
        while true {
            let left = deadline - .now
            guard left > .zero else { return false }
            // Rounded up: the limit is waited for in full.
            let milliseconds = left.components.seconds * 1_000 + left.components.attoseconds / 1_000_000_000_000_000 + 1
            var entry = pollfd(fd: descriptor.number, events: event, revents: 0)
            let count = poll(&entry, 1, Int32(clamping: milliseconds))
            if count < 0, errno == EINTR { continue }
            return count > 0
        }
    }

    /// The address as the system takes it, with its family.
    private static func socketAddress(_ text: String, _ port: UInt16) -> (family: Int32, bytes: [UInt8])? {
        var four = sockaddr_in()
        if inet_pton(AF_INET, text, &four.sin_addr) == 1 {
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            return (AF_INET, withUnsafeBytes(of: &four, Array.init))
        }
        var six = sockaddr_in6()
        guard inet_pton(AF_INET6, text, &six.sin6_addr) == 1 else { return nil }
        six.sin6_family = sa_family_t(AF_INET6)
        six.sin6_port = port.bigEndian
        return (AF_INET6, withUnsafeBytes(of: &six, Array.init))
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)).lowercased() }

    #if os(Linux)
        private static let noSignal = Int32(MSG_NOSIGNAL)
    #else
        private static let noSignal: Int32 = 0
    #endif
}

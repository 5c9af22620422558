import Foundation
import Vocabulary

/// Whether a connection comes about, and, where a token is given, whether who accepts it knows the answer.
struct ConnectionTrial: PeerTrial {
    private let token: PeerToken?
    private var descriptor: FileDescriptor?
    private var isConnected = false
    private var heard: [UInt8] = []
    private(set) var answer: PeerAnswer?

    init(_ port: PeerPort, at address: String, token: PeerToken?) {
        self.token = token
        guard let place = SocketAddress(address, port: port.number) else {
            answer = .silent("`\(address)` is no address")
            return
        }
        let number = NetworkSocket.make(place.family, .tcp)
        guard number >= 0 else {
            answer = .silent(NetworkSocket.reason(errno))
            return
        }
        descriptor = FileDescriptor(adopting: number, path: address)
        // Also one that is there at once shows as ready to write.
        if place.pass(to: { connect(number, $0, $1) }) != 0, errno != EINPROGRESS { end(failure: errno) }
    }

    var pathMTU: PathMTU? { nil }
    var timer: ContinuousClock.Instant? { nil }
    var isOver: Bool { answer != nil }
    var entries: [pollfd] {
        guard let descriptor, !isOver else { return [] }
        return [pollfd(fd: descriptor.number, events: Int16(isConnected ? POLLIN : POLLOUT), revents: 0)]
    }

    mutating func goOn(at now: ContinuousClock.Instant) {
        guard let descriptor else { return }
        guard isConnected else {
            let failure = NetworkSocket.failure(of: descriptor.number)
            guard failure == 0 else { return end(failure: failure) }
            isConnected = true
            guard let token else { return end(.answered) }
            // A new connection has room for it.
            if NetworkSocket.send(descriptor.number, token.question) != PeerToken.size { end(failure: errno) }
            return
        }
        guard let token else { return }
        var buffer = [UInt8](repeating: 0, count: PeerToken.size)
        let count = recv(descriptor.number, &buffer, PeerToken.size, 0)
        if count < 0 {
            if errno != EAGAIN, errno != EINTR { end(failure: errno) }
            return
        }
        heard += buffer[..<count]
        guard count > 0, heard.count <= PeerToken.size, token.answer.starts(with: heard) else {
            return end(.silent("something else answers there"))
        }
        if heard.count == PeerToken.size { end(.answered) }
    }

    mutating func giveUp() { end(.silent("no answer in time")) }

    private mutating func end(failure: Int32) { end(.silent(NetworkSocket.reason(failure))) }
    private mutating func end(_ answer: PeerAnswer) {
        self.answer = answer
        descriptor = nil
    }
}

import Foundation
import Vocabulary

/// Whether a datagram and its answer come through, again and again as any of them may be lost; and, where it is asked for, how large one may be.
///
/// What is sent carries "do not fragment" and takes no notice of what the system believes the path to be (`IP_PMTUDISC_PROBE`, ip(7)). One of the largest size goes through a second
/// socket without it: VXLAN's own packets may be split, and where their pieces arrive a large packet is only slow.
struct DatagramTrial: PeerTrial {
    private enum Wanted { case answer, pathMTU }
    private let token: PeerToken
    private let wanted: Wanted
    private var whole: FileDescriptor?
    private var divisible: FileDescriptor?
    private var nextSending = ContinuousClock.now
    /// Of the measurement, once there was an answer.
    private var end: ContinuousClock.Instant?
    /// Bytes of the largest packet that arrived whole.
    private var largest = 0
    private var fragmentsArrive = false
    private var failure: String?
    private(set) var isOver = false
    private(set) var answer: PeerAnswer?
    private(set) var pathMTU: PathMTU?

    /// Between two of the same: a good way answers long before.
    private static let pause: Duration = .milliseconds(100)
    /// Of a measurement: six times each size, as each may be lost.
    private static let measurement: Duration = .milliseconds(600)

    init(_ port: PeerPort, at address: String, token: PeerToken, _ question: PeerTarget.Question) {
        self.token = token
        wanted = question == .pathMTU ? .pathMTU : .answer
        guard let place = SocketAddress(address, port: port.number) else {
            conclude(.silent("`\(address)` is no address"))
            return
        }
        whole = open(place, address, fragments: .forbidden)
        if whole != nil, wanted == .pathMTU { divisible = open(place, address, fragments: .allowed) }
    }

    private enum Fragments { case allowed, forbidden }

    private mutating func open(_ place: SocketAddress, _ address: String, fragments: Fragments) -> FileDescriptor? {
        let number = NetworkSocket.make(place.family, .udp)
        guard number >= 0 else {
            conclude(.silent(NetworkSocket.reason(errno)))
            return nil
        }
        let descriptor = FileDescriptor(adopting: number, path: address)
        #if os(Linux)
            var discovery: Int32 = fragments == .forbidden ? IP_PMTUDISC_PROBE : IP_PMTUDISC_DONT
            _ = setsockopt(
                number, Int32(IPPROTO_IP), IP_MTU_DISCOVER, &discovery, socklen_t(MemoryLayout<Int32>.size))
        #endif
        guard place.pass(to: { connect(number, $0, $1) }) == 0 else {
            conclude(.silent(NetworkSocket.reason(errno)))
            return nil
        }
        return descriptor
    }

    var timer: ContinuousClock.Instant? { nextSending }
    var entries: [pollfd] {
        isOver
            ? []
            : [whole, divisible].compactMap { $0 }.map {
                pollfd(fd: $0.number, events: Int16(POLLIN), revents: 0)
            }
    }

    mutating func goOn(at now: ContinuousClock.Instant) {
        receive()
        guard !isOver else { return }
        if largest > 0, answer == nil {
            answer = .answered
            guard wanted == .pathMTU else { return conclude(.answered) }
            end = now + Self.measurement
            nextSending = now
        }
        if let end, largest == PeerLimits.packetSizes.first || now >= end { return conclude(.answered) }
        guard now >= nextSending else { return }
        nextSending = now + Self.pause
        send()
    }

    mutating func giveUp() { conclude(answer ?? .silent(failure ?? "no answer in time")) }

    private mutating func conclude(_ answer: PeerAnswer) {
        self.answer = answer
        if end != nil {
            // What arrives whole arrives.
            pathMTU = PathMTU(
                whole: largest, fragmentsArrive: fragmentsArrive || largest == PeerLimits.packetSizes.first)
        }
        whole = nil
        divisible = nil
        isOver = true
    }

    private mutating func send() {
        guard end != nil else { return send(PeerLimits.leastDatagram, through: whole) }
        for size in PeerLimits.packetSizes where size > largest {
            send(size - PeerLimits.headers, through: whole)
        }
        if !fragmentsArrive, let size = PeerLimits.packetSizes.first {
            send(size - PeerLimits.headers, through: divisible)
        }
    }

    /// A datagram that the system does not take counts as one that is lost; why, is said in the end.
    private mutating func send(_ length: Int, through descriptor: FileDescriptor?) {
        guard let descriptor else { return }
        let padding = [UInt8](repeating: 0, count: length - PeerToken.size)
        if NetworkSocket.send(descriptor.number, token.question + padding) < 0 { failure = NetworkSocket.reason(errno) }
    }

    private mutating func receive() {
        if let whole {
            for size in receive(from: whole) { largest = max(largest, size + PeerLimits.headers) }
        }
        if let divisible, !receive(from: divisible).isEmpty { fragmentsArrive = true }
    }

    /// The lengths that answers tell of.
    private mutating func receive(from descriptor: FileDescriptor) -> [Int] {
        var lengths: [Int] = []
        var buffer = [UInt8](repeating: 0, count: 64)
        // As many as can have been asked for; more come with the next look.
        for _ in 0..<64 {
            let count = recv(descriptor.number, &buffer, buffer.count, 0)
            if count < 0 {
                // An earlier one came back as an error: that the port is closed is an answer, all else may pass.
                guard errno != EAGAIN else { break }
                failure = NetworkSocket.reason(errno)
                guard errno == ECONNREFUSED, answer == nil else { continue }
                conclude(.silent(NetworkSocket.reason(ECONNREFUSED)))
                return lengths
            }
            guard count == PeerToken.size + 2, buffer.starts(with: token.answer) else { continue }
            lengths.append(Int(buffer[PeerToken.size]) << 8 | Int(buffer[PeerToken.size + 1]))
        }
        return lengths
    }
}

import Foundation
import Synchronization
import Vocabulary

/// The far end of one connection. Each call has a thread of its own, as verbs wait for the disk.
final class HostSession: FrameReceiver {
    private let host: LocalHost
    private let link: FrameLink
    private let state = Mutex(State())
    /// Kept when the connection has ended and nothing is under way any more.
    let over = Promise<Void>()

    private struct State {
        var calls: [UInt32: HostCall] = [:]
        var markers: [AbsolutePath: Marker] = [:]
        var images: [UInt32: FarImages] = [:]
        var peers: [UInt32: PeerResponder] = [:]
        var end: Result<Void, any Error>?
    }

    init(host: LocalHost, over streams: ByteStreams) {
        self.host = host
        link = FrameLink(over: streams)
    }

    func start() { link.start(self) }
    func close() { link.close() }

    func greeted() {}

    func received(_ frame: Frame) throws {
        if frame.kind == .request { return try begin(frame) }
        guard let call = state.withLock({ $0.calls[frame.call] }) else { return }
        switch frame.kind {
        case .cancel: call.fail(CancellationError())
        case .failure: call.fail(try ProblemMessage.error(frame.payload))
        case .data: try call.incoming.accept(frame.payload)
        case .end: call.incoming.finish()
        case .credit: call.outgoing.add(credit: frame.credit)
        case .request, .answer, .farewell:
            throw FrameParser.Violation(found: "a frame `\(frame.kind)` from the near end")
        }
    }

    private func begin(_ frame: Frame) throws {
        let request: HostRequest
        do {
            request = try CanonicalJSON.decode(HostRequest.self, from: frame.payload)
        } catch {
            throw FrameParser.Violation(found: "a request that cannot be decoded")
        }
        if case .releaseMarker(let path) = request {
            // Nobody waits for it, and what is asked next counts on it.
            state.withLock { _ = $0.markers.removeValue(forKey: path) }
            return
        }
        let call = HostCall(frame.call, host, link)
        let isTaken = try state.withLock { state -> Bool in
            guard state.calls[frame.call] == nil else {
                throw FrameParser.Violation(found: "a second call of one number")
            }
            guard state.calls.count < LinkLimits.calls else { return false }
            state.calls[frame.call] = call
            return true
        }
        guard isTaken else {
            return link.send(
                Frame(kind: .failure, call: frame.call, payload: ProblemMessage.encode([LinkProblem.busy()])))
        }
        Thread.detachNewThread { self.run(call, request) }
    }

    private func run(_ call: HostCall, _ request: HostRequest) {
        let last: Frame
        do {
            last = Frame(kind: .answer, call: call.number, payload: try perform(request, as: call))
        } catch {
            last = Frame(kind: .failure, call: call.number, payload: ProblemMessage.encode(error))
        }
        // Before the answer goes out: the near end may use its number again.
        let end = state.withLock { state -> Result<Void, any Error>? in
            state.calls[call.number] = nil
            return state.calls.isEmpty ? state.end : nil
        }
        // A stream has had its answer when it began.
        if last.kind != .answer || !last.payload.isEmpty { link.send(last) }
        if let end { over.keep(end) }
    }

    /// The answer's payload. What concerns this connection is done here, all else by the call.
    private func perform(_ request: HostRequest, as call: HostCall) throws -> [UInt8] {
        switch request {
        case .writeMarker(let folder):
            let marker = try host.writeMarker(in: folder)
            // Held for as long as the near end wants it, and no longer than the connection.
            state.withLock { if $0.end == nil { $0.markers[marker.path] = marker } }
            return try HostCall.payload(MarkerMessage(path: marker.path, content: marker.content))
        case .serveImages(let listing, let port, let file):
            let images = try FarImages.start(
                listing, port: port.value, collecting: file, with: host.loopbackServing())
            let isKept = state.withLock { state in
                if state.end == nil { state.images[call.number] = images }
                return state.end == nil
            }
            if !isKept { images.stop() }
            return try HostCall.payload(call.number)
        case .nextBlob(let service):
            return try HostCall.payload(state.withLock { $0.images[service] }?.demands.next())
        case .supplyBlob(let service, let demand):
            state.withLock { $0.images[service] }?.demands.supply(demand, from: call.incoming)
            return try HostCall.payload(Nothing())
        case .stopImages(let service):
            state.withLock { $0.images.removeValue(forKey: service) }?.stop()
            return try HostCall.payload(Nothing())
        case .answerPeers(let address, let ports, let token, let limit):
            let peers = try PeerResponder(
                at: address, on: ports, token: token, within: .milliseconds(limit.value))
            // One that is not kept ends here, with its last reference.
            state.withLock { if $0.end == nil { $0.peers[call.number] = peers } }
            return try HostCall.payload(PeerMessage(service: call.number, openings: peers.openings))
        case .stopPeers(let service):
            state.withLock { $0.peers.removeValue(forKey: service) }?.stopAndWait()
            return try HostCall.payload(Nothing())
        default: return try call.perform(request)
        }
    }

    func ended(_ end: LinkEnd) {
        let result: Result<Void, any Error> =
            switch end {
            case .closed, .cut: .success(())
            // A near end that went away before it said anything.
            case .noGreeting(let banner, _) where banner.isEmpty: .success(())
            case .noGreeting(let banner, let reason): .failure(LinkProblem.noAnswer(reason, printed: banner))
            case .refused(let refusal): .failure(refusal.problem)
            }
        let (calls, images) = state.withLock { state in
            state.end = result
            state.markers = [:]
            state.peers = [:]
            defer { state.images = [:] }
            return (state.calls, state.images)
        }
        for service in images.values { Thread.detachNewThread { service.stop() } }
        for call in calls.values { call.fail(LinkProblem.lost("the near end has gone")) }
        if calls.isEmpty { over.keep(result) }
    }
}

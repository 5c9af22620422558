import Foundation
import Synchronization
import Vocabulary

/// The near end of a connection: the calls that are under way, and what comes of them.
final class HostClient: FrameReceiver {
    /// For messages: ``RemoteHost/name``.
    let name: String
    private let link: FrameLink
    /// Called once, when the connection has ended: says why, where somebody knows more. It may take a second or two.
    private let diagnosis: @Sendable () -> String?
    private let state = Mutex(State())
    let greeting = Promise<Void>()

    private struct State {
        var last: UInt32 = 0
        var calls: [UInt32: Call] = [:]
        /// Why no call can be made any more.
        var end: Problem?
    }

    /// One call, and its streams where it has some.
    final class Call: Sendable {
        let number: UInt32
        let answer = Promise<[UInt8]>()
        let outgoing: OutgoingBytes
        let incoming: IncomingBytes
        /// Why the source of a body could not be read: said instead of what the far end makes of it.
        let sourceFailure = Mutex<(any Error)?>(nil)

        init(_ number: UInt32, _ link: FrameLink) {
            self.number = number
            outgoing = OutgoingBytes { link.send(Frame(kind: $0, call: number, payload: $1)) }
            incoming = IncomingBytes { link.send(.credit($0, of: number)) }
        }
    }

    init(name: String, over streams: ByteStreams, diagnosis: @escaping @Sendable () -> String?) {
        self.name = name
        self.diagnosis = diagnosis
        link = FrameLink(over: streams)
    }

    func start() { link.start(self) }

    /// Ends the connection and everything that is under way.
    func close() { link.close() }

    /// Asks, sends the body on a thread of its own where there is one, and decodes the answer. Cancelling gives the call up, and waits for what became of it.
    func ask<Value: Codable & Sendable>(
        _ request: HostRequest, for type: Value.Type = Value.self,
        body: (@Sendable (OutgoingBytes) throws -> Void)? = nil
    ) async throws -> Value {
        try Task.checkCancellation()
        let call = try begin(request)
        if let body { send(body, as: call) }
        let payload = try await withTaskCancellationHandler {
            try await call.answer.value()
        } onCancel: {
            cancel(call)
        }
        do {
            return try CanonicalJSON.decode(HostAnswer<Value>.self, from: payload).value
        } catch {
            throw named(LinkProblem.broken("an answer that cannot be decoded"))
        }
    }

    /// Gives a marker back: the one request that has no answer.
    func release(marker path: AbsolutePath) {
        // A path always has a form in JSON; and once the connection has ended, the far end has forgotten it all the same.
        guard let payload = try? CanonicalJSON.encode(HostRequest.releaseMarker(path: path)) else { return }
        link.send(Frame(kind: .request, call: 0, payload: payload))
    }

    /// Registers and sends a request.
    private func begin(_ request: HostRequest) throws -> Call {
        let payload = try CanonicalJSON.encode(request)
        guard payload.count <= LinkLimits.document else { throw named(LinkProblem.tooLarge(payload.count)) }
        return try state.withLock { state in
            if let end = state.end { throw named(end) }
            repeat { state.last &+= 1 } while state.last == 0 || state.calls[state.last] != nil
            let call = Call(state.last, link)
            state.calls[state.last] = call
            link.send(Frame(kind: .request, call: call.number, payload: payload))
            return call
        }
    }

    /// A call whose answer opens a stream in both directions; whoever takes it ends it with ``leave(_:)``.
    func open(_ request: HostRequest) async throws -> Call {
        let call = try begin(request)
        do {
            _ = try await call.answer.value()
        } catch {
            leave(call)
            throw error
        }
        call.incoming.open()
        return call
    }

    /// Says that a call is no longer wanted.
    func cancel(_ call: Call) { link.send(Frame(kind: .cancel, call: call.number)) }

    /// Ends a stream, whatever both sides have said so far.
    func leave(_ call: Call) {
        cancel(call)
        state.withLock { _ = $0.calls.removeValue(forKey: call.number) }
        call.outgoing.stop()
        call.incoming.fail(CancellationError())
    }

    private func send(_ body: @escaping @Sendable (OutgoingBytes) throws -> Void, as call: Call) {
        Thread.detachNewThread { [link] in
            do {
                try body(call.outgoing)
                call.outgoing.finish()
            } catch is OutgoingBytes.Stopped {
                // The answer came before the body's end: nobody wants the rest.
            } catch {
                call.sourceFailure.withLock { $0 = error }
                link.send(Frame(kind: .failure, call: call.number, payload: ProblemMessage.encode(error)))
            }
        }
    }

    func greeted() { greeting.keep(.success(())) }

    func received(_ frame: Frame) throws {
        guard let call = state.withLock({ $0.calls[frame.call] }) else { return }
        switch frame.kind {
        case .answer: call.answer.keep(.success(frame.payload))
        case .failure: end(call, try ProblemMessage.error(frame.payload))
        case .data: try call.incoming.accept(frame.payload)
        case .end: call.incoming.finish()
        case .credit: call.outgoing.add(credit: frame.credit)
        case .request, .cancel, .farewell:
            throw FrameParser.Violation(found: "a frame `\(frame.kind)` from the far end")
        }
        guard frame.kind == .answer, !frame.payload.isEmpty else { return }
        // A verb is over with its answer; one that opens a stream answers with an empty payload.
        state.withLock { _ = $0.calls.removeValue(forKey: frame.call) }
        call.outgoing.stop()
    }

    private func end(_ call: Call, _ error: any Error) {
        state.withLock { _ = $0.calls.removeValue(forKey: call.number) }
        let error = call.sourceFailure.withLock { $0 } ?? named(error)
        call.outgoing.stop()
        call.incoming.fail(error)
        call.answer.keep(.failure(error))
    }

    func ended(_ end: LinkEnd) {
        let problem = problem(of: end, diagnosis())
        let calls = state.withLock { state in
            state.end = problem
            return state.calls
        }
        for call in calls.values { self.end(call, problem) }
        greeting.keep(.failure(named(problem)))
    }

    private func problem(of end: LinkEnd, _ diagnosis: String?) -> Problem {
        switch end {
        case .closed: LinkProblem.lost(diagnosis ?? "the other end closed it")
        case .cut(let reason): LinkProblem.lost(diagnosis ?? reason)
        case .noGreeting(let banner, let reason): LinkProblem.noAnswer(reason, printed: banner)
        case .refused(let refusal): refusal.problem
        }
    }

    /// An error as it is told here: which host it is about.
    private func named(_ error: any Error) -> any Error {
        switch error {
        case let problem as Problem: named(problem)
        case let problems as Problems: Problems(problems.all.map { named($0) }) ?? problems
        default: error
        }
    }

    func named(_ problem: Problem) -> Problem {
        var problem = problem
        problem.message = "host `\(name)`: \(problem.message)"
        problem.hint = problem.hint?.replacing("`ssh HOST ", with: "`ssh \(name) ")
        return problem
    }
}

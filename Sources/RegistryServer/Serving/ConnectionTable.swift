import NIOCore
import Synchronization

/// The open connections: how many there are, and which can be closed at once when the server stops.
final class ConnectionTable: Sendable {
    private struct State {
        var isStopping = false
        var next = 0
        var open: [Int: (channel: any Channel, isBusy: Bool)] = [:]
    }
    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// `nil` where there are too many, or the server stops.
    func enter(_ channel: any Channel) -> Int? {
        state.withLock { state in
            guard !state.isStopping, state.open.count < limit else { return nil }
            state.next += 1
            state.open[state.next] = (channel, false)
            return state.next
        }
    }

    func leave(_ key: Int) { state.withLock { $0.open[key] = nil } }

    /// A request has come.
    func beginAnswer(_ key: Int) { state.withLock { $0.open[key]?.isBusy = true } }

    /// An answer has gone out; whether another request may follow.
    func endAnswer(_ key: Int) -> Bool {
        state.withLock { state in
            state.open[key]?.isBusy = false
            return !state.isStopping
        }
    }

    /// From now on nobody comes in; who waits for nothing is sent away.
    func stop() {
        let idle = state.withLock { state in
            state.isStopping = true
            return state.open.values.filter { !$0.isBusy }.map(\.channel)
        }
        for channel in idle { channel.close(promise: nil) }
    }

    func closeAll() {
        let all = state.withLock { $0.open.values.map(\.channel) }
        for channel in all { channel.close(promise: nil) }
    }
}

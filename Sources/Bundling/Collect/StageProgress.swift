import Synchronization
import Vocabulary

/// Tells a sink how many bytes of a stage are done, a few times a second at most of what passes: once for each mebibyte.
final class StageProgress: Sendable {
    let stage: ProgressStage
    private let sink: ProgressSink
    private let state = Mutex((done: Int64(0), told: Int64(0)))
    private static let step: Int64 = 1 << 20

    init(_ name: String, title: String, total: ByteCount?, sink: @escaping ProgressSink) {
        stage = ProgressStage(name)
        self.sink = sink
        sink(.began(stage, title: title, total: total.map(ProgressAmount.bytes)))
    }

    func advance(_ count: Int) {
        let told: Int64? = state.withLock { state in
            state.done += Int64(count)
            guard state.done - state.told >= Self.step else { return nil }
            state.told = state.done
            return state.done
        }
        if let told { sink(.advanced(stage, done: .bytes(ByteCount(told)))) }
    }

    func end(_ outcome: String) {
        sink(.advanced(stage, done: .bytes(ByteCount(state.withLock { $0.done }))))
        sink(.ended(stage, outcome: outcome))
    }
}

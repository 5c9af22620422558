import Planning
import Synchronization
import Vocabulary

/// Counts the bytes that the registry has sent, for the images that are being loaded. A layer counts once, however often it is asked for.
final class TransferMeter: Sendable {
    private struct State {
        var served: [Digest: Int64] = [:]
        var loading: [ProgressStage: [(digest: Digest, size: Int64)]] = [:]
        var told: [ProgressStage: Int64] = [:]
    }
    private let state = Mutex(State())
    private let form: Mutex<ServedForm>
    private let progress: ProgressSink

    init(form: ServedForm, progress: @escaping ProgressSink) {
        self.form = Mutex(form)
        self.progress = progress
    }

    /// In which form what is served counts from now on.
    func count(_ form: ServedForm) { self.form.withLock { $0 = form } }

    /// A blob went out up to here. Amounts never fall, also where a client starts over.
    func served(_ digest: Digest, _ position: Int64) {
        let news = state.withLock { state in
            state.served[digest] = max(position, state.served[digest] ?? 0)
            var news: [(ProgressStage, Int64)] = []
            for (stage, layers) in state.loading where layers.contains(where: { $0.digest == digest }) {
                let done = layers.reduce(0) { $0 + min($1.size, state.served[$1.digest] ?? 0) }
                // A rate that no eye can follow is no use: one event for each quarter of a megabyte.
                guard done >= state.told[stage, default: 0] + 256 * 1024 else { continue }
                state.told[stage] = done
                news.append((stage, done))
            }
            return news
        }
        for (stage, done) in news { progress(.advanced(stage, done: .bytes(ByteCount(done)))) }
    }

    /// Tells of an image while `body` loads it.
    func following<Value>(_ image: ResolvedImage, _ body: () async throws -> Value) async throws -> Value {
        let stage = ProgressStage("image:\(image.reference)")
        let layers = Dictionary(image.layers(form.withLock { $0 }).map { ($0.digest, $0) }) { first, _ in first }.values
            .map { $0 }
        let total = layers.reduce(0) { $0 + $1.size }
        state.withLock { $0.loading[stage] = layers }
        progress(
            .began(stage, title: "load image `\(image.reference.familiar)`", total: .bytes(ByteCount(total))))
        do {
            let value = try await body()
            end(stage, "loaded", total)
            return value
        } catch {
            end(stage, "failed", nil)
            throw error
        }
    }

    private func end(_ stage: ProgressStage, _ outcome: String, _ total: Int64?) {
        state.withLock {
            $0.loading[stage] = nil
            $0.told[stage] = nil
        }
        if let total { progress(.advanced(stage, done: .bytes(ByteCount(total)))) }
        progress(.ended(stage, outcome: outcome))
    }
}

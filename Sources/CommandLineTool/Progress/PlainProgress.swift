import Synchronization
import Vocabulary

/// Lines for logs: what begins, what ends, and every ten seconds how far it is or what is waited for.
final class PlainProgress: ProgressRenderer {
    private let stream: StandardStream
    private let text: ProblemText
    private let state = Mutex(State())

    fileprivate struct State {
        var board = ProgressBoard()
        var lastLine: [ProgressStage: ContinuousClock.Instant] = [:]
    }

    init(stream: StandardStream, text: ProblemText) {
        self.stream = stream
        self.text = text
    }

    func take(_ event: ProgressEvent) {
        guard let line = line(for: event, at: .now) else { return }
        // Standard error may be closed; work goes on without anybody looking.
        try? stream.write(line)
    }

    /// The text that an event is worth; `nil` where it would repeat what was said a moment ago.
    func line(for event: ProgressEvent, at now: ContinuousClock.Instant) -> String? {
        state.withLock { state in
            let before = state.board
            state.board.take(event, at: now)
            switch event {
            case .began(let stage, let title, let total):
                state.lastLine[stage] = now
                return Printable.text(title + (total.map { " (\($0.text(of: "step")))" } ?? "")) + "\n"
            case .advanced(let stage, _):
                guard let entry = state.board[stage], state.isDue(stage, at: now) else { return nil }
                let percent = entry.fraction.map { " (\(Int($0 * 100)) %)" } ?? ""
                return Printable.text("\(entry.title): \(entry.amounts(at: now))\(percent)") + "\n"
            case .waiting(let stage, let what, _):
                guard let entry = state.board[stage] else { return nil }
                let isNew = before[stage]?.wait?.what != what
                if isNew { state.lastLine[stage] = now }
                guard isNew || state.isDue(stage, at: now) else { return nil }
                return Printable.text(entry.amounts(at: now)) + "\n"
            case .ended(let stage, let outcome):
                state.lastLine[stage] = nil
                return Printable.text("\(before[stage]?.title ?? stage.rawValue): \(outcome)") + "\n"
            case .note(let note): return Printable.text(note) + "\n"
            case .warning(let problem): return text.of(problem)
            }
        }
    }

    func pause() {}
    func finish() {}
}

extension PlainProgress.State {
    fileprivate mutating func isDue(_ stage: ProgressStage, at now: ContinuousClock.Instant) -> Bool {
        if let last = lastLine[stage], last.duration(to: now) < .seconds(10) { return false }
        lastLine[stage] = now
        return true
    }
}

extension ProgressAmount {
    /// `1.2 GiB`, `12 steps`.
    func text(of unit: String) -> String {
        switch self {
        case .bytes(let count): count.description
        case .steps(let count): "\(count) \(unit)\(count == 1 ? "" : "s")"
        }
    }
}

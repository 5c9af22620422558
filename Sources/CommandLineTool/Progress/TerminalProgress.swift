import Synchronization
import Vocabulary

/// Bars at the foot of a terminal, one for each stage that is under way; what has ended stands above them.
final class TerminalProgress: ProgressRenderer {
    private let stream: StandardStream
    private let text: ProblemText
    private let state = Mutex(State())

    private struct State {
        var board = ProgressBoard()
        var drawnLines = 0
        var lastDrawn: ContinuousClock.Instant?
        var isFinished = false
    }

    init(stream: StandardStream, text: ProblemText) {
        self.stream = stream
        self.text = text
        // Redraws while no event comes: a wait shows its seconds, a stall its falling rate.
        Task { [weak self] in
            while let self, self.tick() == .again { try await Task.sleep(for: .milliseconds(500)) }
        }
    }

    func take(_ event: ProgressEvent) {
        state.withLock { state in
            guard !state.isFinished else { return }
            let now = ContinuousClock.now
            let before = state.board
            state.board.take(event, at: now)
            var above = ""
            switch event {
            case .ended(let stage, let outcome):
                above = Printable.text("\(before[stage]?.title ?? stage.rawValue): \(outcome)") + "\n"
            case .note(let note): above = Printable.text(note) + "\n"
            case .warning(let problem): above = text.of(problem)
            case .began, .advanced, .waiting:
                // Ten pictures a second are enough for anybody.
                if let last = state.lastDrawn, last.duration(to: now) < .milliseconds(100) { return }
            }
            draw(&state, above: above, at: now)
        }
    }

    func pause() {
        state.withLock { state in erase(&state) }
    }

    func finish() {
        state.withLock { state in
            erase(&state)
            state.isFinished = true
        }
    }

    private enum Tick { case again, over }

    private func tick() -> Tick {
        state.withLock { state in
            guard !state.isFinished else { return .over }
            if !state.board.entries.isEmpty { draw(&state, above: "", at: .now) }
            return .again
        }
    }

    private func erase(_ state: inout State) {
        // The terminal may have gone; work goes on without anybody looking.
        try? stream.write(Self.erasure(of: state.drawnLines))
        state.drawnLines = 0
    }

    private func draw(_ state: inout State, above: String, at now: ContinuousClock.Instant) {
        let width = max(20, stream.columns - 1)
        let lines = Self.lines(of: state.board, width: width, at: now)
        let foot = lines.map { $0 + "\n" }.joined()
        // The terminal may have gone; work goes on without anybody looking.
        try? stream.write(Self.erasure(of: state.drawnLines) + above + foot)
        state.drawnLines = lines.count
        state.lastDrawn = now
    }

    /// Up so many lines and clear what is below (ECMA-48: CUU, ED).
    private static func erasure(of lines: Int) -> String {
        lines == 0 ? "" : "\r\u{1B}[\(lines)A\u{1B}[J"
    }

    /// The last eight stages, one line each, cut to the width.
    static func lines(of board: ProgressBoard, width: Int, at now: ContinuousClock.Instant) -> [String] {
        board.entries.suffix(8).map { entry in
            let title = Printable.text(entry.title)
            let amounts = Printable.text(entry.amounts(at: now))
            // A wait says what it waits for.
            var line = entry.wait == nil ? title : amounts
            if entry.wait == nil {
                if let fraction = entry.fraction {
                    line += "  " + bar(fraction, width: max(10, min(30, width - title.count - amounts.count - 6)))
                }
                if !amounts.isEmpty { line += "  " + amounts }
            }
            return line.count > width ? String(line.prefix(width - 1)) + "…" : line
        }
    }

    /// `[=======>      ]`, in characters that every terminal has.
    private static func bar(_ fraction: Double, width: Int) -> String {
        let filled = Int(fraction * Double(width))
        let head = filled < width && filled > 0 ? ">" : ""
        return "[" + String(repeating: "=", count: max(0, filled - head.count)) + head
            + String(repeating: " ", count: width - max(filled, head.count)) + "]"
    }
}

import Vocabulary

/// What is under way and how far it is: progress events, summed up. Time is passed in, so that it can be tested.
struct ProgressBoard: Sendable {
    struct Entry: Sendable {
        var stage: ProgressStage
        var title: String
        var total: ProgressAmount?
        var done: ProgressAmount?
        var began: ContinuousClock.Instant
        var rate = TransferRate()
        var wait: Wait?
    }

    struct Wait: Sendable {
        var what: String
        var limitSeconds: Int
        var began: ContinuousClock.Instant
    }

    /// In the order in which they began.
    private(set) var entries: [Entry] = []

    subscript(stage: ProgressStage) -> Entry? { entries.first { $0.stage == stage } }

    mutating func take(_ event: ProgressEvent, at now: ContinuousClock.Instant) {
        switch event {
        case .began(let stage, let title, let total):
            entries.removeAll { $0.stage == stage }
            entries.append(Entry(stage: stage, title: title, total: total, done: nil, began: now))
        case .advanced(let stage, let done):
            change(stage, at: now) { entry in
                entry.done = done
                entry.wait = nil
                if case .bytes(let count) = done { entry.rate.note(count, at: now) }
            }
        case .waiting(let stage, let what, let limitSeconds):
            if self[stage] == nil {
                entries.append(Entry(stage: stage, title: what, total: nil, done: nil, began: now))
            }
            change(stage, at: now) { entry in
                guard entry.wait?.what != what else { return }
                entry.wait = Wait(what: what, limitSeconds: limitSeconds, began: now)
            }
        case .ended(let stage, _): entries.removeAll { $0.stage == stage }
        case .note, .warning: break
        }
    }

    private mutating func change(
        _ stage: ProgressStage, at now: ContinuousClock.Instant, _ body: (inout Entry) -> Void
    ) {
        guard let index = entries.firstIndex(where: { $0.stage == stage }) else { return }
        body(&entries[index])
    }
}

extension ProgressBoard.Entry {
    /// From 0 to 1, where the whole is known.
    var fraction: Double? {
        switch (done, total) {
        case (.bytes(let done), .bytes(let total)) where total.bytes > 0:
            min(1, Double(done.bytes) / Double(total.bytes))
        case (.steps(let done), .steps(let total)) where total > 0: min(1, Double(done) / Double(total))
        default: nil
        }
    }

    /// `412.0 MiB of 1.2 GiB, 85.1 MiB/s, 10 s left`, `3 of 12`, or the wait: `waiting for x (12 s of 5 min)`.
    func amounts(at now: ContinuousClock.Instant) -> String {
        if let wait {
            let seconds = Int(wait.began.duration(to: now).components.seconds)
            return "waiting for \(wait.what) (\(DurationText.of(seconds: seconds)) of "
                + "\(DurationText.of(seconds: wait.limitSeconds)))"
        }
        guard let done else { return "" }
        var parts = [total.map { "\(done.text) of \($0.text)" } ?? done.text]
        if case .bytes(let count) = done, let rate = rate.bytesPerSecond(at: now), rate > 0 {
            parts.append("\(ByteCount(Int64(rate)))/s")
            if case .bytes(let total) = total, total > count {
                parts.append("\(DurationText.of(seconds: Int(Double(total.bytes - count.bytes) / rate) + 1)) left")
            }
        }
        return parts.joined(separator: ", ")
    }
}

extension ProgressAmount {
    var text: String {
        switch self {
        case .bytes(let count): count.description
        case .steps(let count): String(count)
        }
    }
}

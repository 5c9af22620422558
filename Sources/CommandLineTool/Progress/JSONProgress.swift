import Vocabulary

/// One JSON object a line; documented in <doc:JSONDocuments>.
struct JSONProgress: ProgressRenderer {
    let stream: StandardStream

    func take(_ event: ProgressEvent) {
        // Standard error may be closed; work goes on without anybody looking.
        try? stream.write(Self.json(of: event).line)
    }
    func pause() {}
    func finish() {}

    static func json(of event: ProgressEvent) -> JSON {
        let schema = "valise.progress.v1"
        return switch event {
        case .began(let stage, let title, let total):
            .document(
                schema,
                ["event": "began", "stage": .text(stage), "title": .string(title), "total": json(of: total)])
        case .advanced(let stage, let done):
            .document(schema, ["event": "advanced", "stage": .text(stage), "done": json(of: done)])
        case .waiting(let stage, let what, let limitSeconds):
            .document(
                schema,
                [
                    "event": "waiting", "stage": .text(stage), "for": .string(what),
                    "limitSeconds": .integer(Int64(limitSeconds)),
                ])
        case .ended(let stage, let outcome):
            .document(schema, ["event": "ended", "stage": .text(stage), "outcome": .string(outcome)])
        case .note(let text): .document(schema, ["event": "note", "text": .string(text)])
        case .warning(let problem):
            .document(schema, ["event": "warning", "problem": ProblemDocument.of(problem)])
        }
    }

    private static func json(of amount: ProgressAmount?) -> JSON {
        switch amount {
        case .bytes(let count): ["unit": "bytes", "amount": .integer(count.bytes)]
        case .steps(let count): ["unit": "steps", "amount": .integer(Int64(count))]
        case nil: .null
        }
    }
}

import Vocabulary

/// Nothing but warnings: for `--progress none` and `--quiet`.
struct SilentProgress: ProgressRenderer {
    let stream: StandardStream
    let text: ProblemText

    func take(_ event: ProgressEvent) {
        // Standard error may be closed; work goes on without anybody looking.
        if case .warning(let problem) = event { try? stream.write(text.of(problem)) }
    }
    func pause() {}
    func finish() {}
}

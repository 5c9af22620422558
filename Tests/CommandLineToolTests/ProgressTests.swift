import Testing
import Vocabulary

@testable import CommandLineTool

struct ProgressTests {
    private let stage = ProgressStage("load")
    private let start = ContinuousClock.now
    private let mebibyte: Int64 = 1 << 20

    private func bytes(_ count: Int64) -> ProgressAmount { .bytes(ByteCount(count * mebibyte)) }

    @Test func aBarTellsBytesRateAndTimeLeft() {
        var board = ProgressBoard()
        board.take(.began(stage, title: "load images", total: bytes(100)), at: start)
        board.take(.advanced(stage, done: bytes(0)), at: start)
        board.take(.advanced(stage, done: bytes(20)), at: start + .seconds(2))
        #expect(
            TerminalProgress.lines(of: board, width: 100, at: start + .seconds(2)) == [
                "load images  [=====>                        ]  20.0 MiB of 100.0 MiB, 10.0 MiB/s, 9 s left"
            ])
        board.take(.ended(stage, outcome: "done"), at: start + .seconds(3))
        #expect(TerminalProgress.lines(of: board, width: 100, at: start + .seconds(3)).isEmpty)
    }

    @Test func aWaitTellsWhatItWaitsForAndItsLimit() {
        var board = ProgressBoard()
        board.take(.waiting(stage, what: "`db` to be healthy", limitSeconds: 300), at: start)
        board.take(.waiting(stage, what: "`db` to be healthy", limitSeconds: 300), at: start + .seconds(5))
        #expect(
            board[stage]?.amounts(at: start + .seconds(12)) == "waiting for `db` to be healthy (12 s of 5 min)")
        #expect(
            TerminalProgress.lines(of: board, width: 100, at: start + .seconds(12)) == [
                "waiting for `db` to be healthy (12 s of 5 min)"
            ])
    }

    @Test func plainLinesComeNowAndThen() {
        let plain = PlainProgress(stream: .error, text: ProblemText(style: Style(isColoured: false)))
        #expect(
            plain.line(for: .began(stage, title: "load images", total: bytes(100)), at: start)
                == "load images (100.0 MiB)\n")
        #expect(plain.line(for: .advanced(stage, done: bytes(10)), at: start + .seconds(1)) == nil)
        #expect(
            plain.line(for: .advanced(stage, done: bytes(60)), at: start + .seconds(11))
                == "load images: 60.0 MiB of 100.0 MiB, 5.0 MiB/s, 9 s left (60 %)\n")
        #expect(
            plain.line(for: .waiting(stage, what: "`db`", limitSeconds: 60), at: start + .seconds(12))
                == "waiting for `db` (0 s of 1 min)\n")
        #expect(plain.line(for: .waiting(stage, what: "`db`", limitSeconds: 60), at: start + .seconds(14)) == nil)
        #expect(
            plain.line(for: .ended(stage, outcome: "4 images"), at: start + .seconds(15)) == "load images: 4 images\n")
    }

    @Test func jsonLines() {
        #expect(
            JSONProgress.json(of: .advanced(stage, done: bytes(1))).line
                == #"{"schema":"valise.progress.v1","event":"advanced","stage":"load","done":{"unit":"bytes","amount":1048576}}"#
                + "\n")
    }
}

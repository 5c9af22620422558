import Testing
import Vocabulary

@testable import Rollout

@Suite struct AbsencesTests {
    private let first: HostName
    private let second: HostName
    private let begin = ContinuousClock.now

    init() throws {
        first = try SampleApplication.name("h1", { HostName($0) })
        second = try SampleApplication.name("h2", { HostName($0) })
    }

    @Test func countsFromWhenItWasFirstNoticed() {
        var absences = Absences()
        absences.note([first], at: begin)
        absences.note([first, second], at: begin + .seconds(100))
        #expect(absences.words == "; hosts `h1`, `h2` are away")
        #expect(!absences.isLong(at: begin + .seconds(179)))
        #expect(absences.isLong(at: begin + .seconds(180)))
    }

    @Test func whoIsBackIsNotAwayAnyMore() {
        var absences = Absences()
        absences.note([first], at: begin)
        absences.note([], at: begin + .seconds(100))
        #expect(absences.words.isEmpty)
        absences.note([first], at: begin + .seconds(110))
        #expect(absences.words == "; host `h1` is away")
        #expect(!absences.isLong(at: begin + .seconds(200)))
        #expect(absences.hosts == [first])
    }
}

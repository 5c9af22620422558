import Testing
import Vocabulary

@testable import Rollout

/// How a ledger stands to the managers' word.
@Suite struct StandingTests {
    private func seat(_ claim: String, base: String? = nil) -> LedgerSeat {
        LedgerSeat(term: 3, claim: claim, holder: nil, base: base)
    }

    @Test func theHolderHolds() {
        #expect(Standing(claim: "a", isHeld: true, seat: seat("a")) == .holds)
    }

    @Test func aHolderSaysSoWhereNobodyKnows() {
        #expect(Standing(claim: "a", isHeld: true, seat: nil) == .announces)
        #expect(Standing(claim: "a", isHeld: true, seat: seat("a", base: "b")) == .announces)
    }

    @Test func aCopySucceeds() {
        #expect(Standing(claim: "a", isHeld: false, seat: seat("a")) == .succeeds)
        #expect(Standing(claim: "a", isHeld: false, seat: nil) == .succeeds)
    }

    /// Who took it over was lost before there was a copy of what it did: it had done nothing.
    @Test func aCopyOfTheOneBeforeSucceedsWhereTheHolderHasNotBegun() {
        #expect(Standing(claim: "b", isHeld: false, seat: seat("a", base: "b")) == .succeeds)
        #expect(Standing(claim: "b", isHeld: true, seat: seat("a", base: "b")) == .succeeds)
    }

    @Test func whatWasTakenOverFromIsOutdated() {
        #expect(Standing(claim: "b", isHeld: true, seat: seat("a")) == .outdated)
        #expect(Standing(claim: "b", isHeld: false, seat: seat("a")) == .outdated)
    }

    @Test func theWordIsReadAsItWasWritten() throws {
        let all = LedgerSeat(term: 7, claim: "c", holder: HostName("h1"), base: "b")
        let labels = all.applied(to: ["mine": "x"])
        #expect(LedgerSeat(labels) == all)
        #expect(labels["mine"] == "x")
        let settled = LedgerSeat(term: 8, claim: "d", holder: nil, base: nil)
        #expect(LedgerSeat(settled.applied(to: labels)) == settled)
        #expect(LedgerSeat(["mine": "x"]) == nil)
        #expect(LedgerSeat(nil) == nil)
    }
}

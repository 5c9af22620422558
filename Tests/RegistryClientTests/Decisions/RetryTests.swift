import Testing

@testable import RegistryClient

/// What is tried again, when, and how often: tables.
@Suite struct RetryTests {
    let policy = RetryPolicy()

    @Test(arguments: [
        (RetryCause.status(200, retryAfter: nil), false), (.status(301, retryAfter: nil), false),
        (.status(400, retryAfter: nil), false), (.status(401, retryAfter: nil), false),
        (.status(403, retryAfter: nil), false), (.status(404, retryAfter: nil), false),
        (.status(408, retryAfter: nil), true), (.status(416, retryAfter: nil), false),
        (.status(425, retryAfter: nil), true), (.status(429, retryAfter: nil), true),
        (.status(500, retryAfter: nil), true), (.status(501, retryAfter: nil), false),
        (.status(502, retryAfter: nil), true), (.status(503, retryAfter: .seconds(2)), true),
        (.status(504, retryAfter: nil), true), (.status(505, retryAfter: nil), false),
        (.status(599, retryAfter: nil), true), (.status(600, retryAfter: nil), false),
        (.noConnection, true), (.broken, true), (.final, false),
    ])
    func whatIsWorthTrying(_ cause: RetryCause, _ isWorthIt: Bool) {
        #expect(RetryPolicy.isWorthwhile(cause) == isWorthIt)
        let decision = policy.decision(after: cause, attempt: 1, elapsed: .zero, random: 0)
        #expect((decision != .giveUp) == isWorthIt)
    }

    @Test(arguments: [
        (1, 0.5), (2, 1), (3, 2), (4, 4), (5, 8), (6, 16),
    ])
    func waitsGrow(_ attempt: Int, _ seconds: Double) {
        let most = policy.decision(after: .broken, attempt: attempt, elapsed: .zero, random: 1)
        #expect(most == .again(after: .seconds(seconds)))
        // Full jitter: anything from nothing on.
        let least = policy.decision(after: .broken, attempt: attempt, elapsed: .zero, random: 0)
        #expect(least == .again(after: .zero))
    }

    @Test func waitsAreCapped() {
        var policy = policy
        policy.attempts = 100
        #expect(policy.decision(after: .broken, attempt: 60, elapsed: .zero, random: 1) == .again(after: policy.cap))
    }

    @Test func attemptsAreBounded() {
        #expect(policy.decision(after: .broken, attempt: 7, elapsed: .zero, random: 0) == .giveUp)
        #expect(policy.decision(after: .noConnection, attempt: 2, elapsed: .zero, random: 0) != .giveUp)
        #expect(policy.decision(after: .noConnection, attempt: 3, elapsed: .zero, random: 0) == .giveUp)
        #expect(RetryPolicy.never.decision(after: .broken, attempt: 1, elapsed: .zero, random: 0) == .giveUp)
    }

    @Test func timeIsBounded() {
        let late = policy.decision(after: .broken, attempt: 1, elapsed: .seconds(299.9), random: 1)
        #expect(late == .giveUp)
    }

    @Test func whatTheRegistryAsksForIsFollowed() {
        let asked = RetryCause.status(429, retryAfter: .seconds(30))
        #expect(policy.decision(after: asked, attempt: 1, elapsed: .zero, random: 1) == .again(after: .seconds(30)))
        // No sooner, but later where our own wait is longer.
        let short = RetryCause.status(429, retryAfter: .milliseconds(1))
        #expect(policy.decision(after: short, attempt: 3, elapsed: .zero, random: 1) == .again(after: .seconds(2)))
        let hours = RetryCause.status(429, retryAfter: .seconds(21_600))
        #expect(policy.decision(after: hours, attempt: 1, elapsed: .zero, random: 1) == .giveUp)
    }

    /// 1994-11-06T08:49:37Z, the example of RFC 9110, 5.6.7.
    static let example = 784_111_777.0

    @Test(arguments: [
        ("0", Duration.zero), ("120", .seconds(120)), (" 7 ", .seconds(7)),
        ("99999999999999999999", .seconds(86_400)),
        ("Sun, 06 Nov 1994 08:49:47 GMT", .seconds(10)), ("Sunday, 06-Nov-94 08:49:47 GMT", .seconds(10)),
        ("Sun Nov  6 08:49:47 1994", .seconds(10)), ("Sun, 06 Nov 1994 08:49:00 GMT", .zero),
        ("Tue, 01 Jan 2030 00:00:00 GMT", .seconds(86_400)),
    ])
    func retryAfter(_ text: String, _ wait: Duration) {
        #expect(RetryAfter.parse(text, now: Self.example) == wait)
    }

    @Test(arguments: [
        "", "-1", "1.5", "soon", "Sun, 06 Nov 1994", "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "٣",
    ])
    func noRetryAfter(_ text: String) { #expect(RetryAfter.parse(text, now: 0) == nil) }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-01-01T00:00:00Z", 1_767_225_600),
        ("2026-01-01T00:00:00.123456789Z", 1_767_225_600), ("2026-01-01T02:00:00+02:00", 1_767_225_600),
        ("2025-12-31T19:00:00-05:00", 1_767_225_600), ("2024-02-29t12:00:00z", 1_709_208_000),
        ("2000-03-01T00:00:00Z", 951_868_800),
    ])
    func dates(_ text: String, _ seconds: Int64) { #expect(HTTPDate.parseRFC3339(text) == seconds) }

    @Test(arguments: [
        "", "2026-01-01", "2026-01-01T00:00:00", "2026-13-01T00:00:00Z", "2026-01-01T00:00:00.Z", "2026-01-01T0:00:00Z",
    ])
    func noDates(_ text: String) { #expect(HTTPDate.parseRFC3339(text) == nil) }
}

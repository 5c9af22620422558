import EngineClient
import Foundation
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// A life on one real engine. Runs in the network of a test host, where the engine reaches our loopback address.
@Suite(
    .serialized,
    .enabled(
        if: ProcessInfo.processInfo.environment["VALISE_TEST_ENGINE"] != nil,
        "no engine: VALISE_TEST_ENGINE is not set"))
struct OneHostTests {
    static func engine() throws -> EngineAddress {
        try EngineAddress(parsing: ProcessInfo.processInfo.environment["VALISE_TEST_ENGINE"] ?? "none")
    }

    @Test func installsAgainAndUninstalls() async throws {
        let site = try Site(engine: Self.engine())
        let before = try await site.picture()
        let application = try SampleApplication(.busybox)
        let outcome = try await site.install(application)
        #expect(outcome.change == .installed)
        #expect(outcome.open == "http://127.0.0.1:18089/")
        let up = try await site.picture()
        #expect(up.containers["sample-web-1"]?.hasPrefix("running") == true)
        #expect(up.containers["sample-db-1"]?.hasPrefix("running") == true)
        #expect(up.containers["sample-job-1"]?.hasPrefix("exited") == true)
        #expect(up.digests.isEmpty)
        let status = try await site.target().status(Site.name("sample"))
        #expect(status.health == .healthy)

        let clock = ContinuousClock()
        let began = clock.now
        #expect(try await site.install(application).change == .nothing)
        #expect(clock.now - began < .seconds(2))
        #expect(try await site.picture() == up)

        let gone = try await site.uninstall(data: .removed)
        #expect(gone.leaves.isEmpty)
        let after = try await site.picture()
        #expect(after == before)
    }

    /// A part chosen by the commit; all of them with VALISE_TEST_ALL=1.
    @Test func survivesAPowerCut() async throws {
        let trial = try CrashTrial(engine: Self.engine(), application: SampleApplication(.busybox))
        let course = try await trial.course()
        for point in Self.sample(of: course.install) {
            let continuation = CrashTrial.Continuation.allCases[point % 3]
            try await trial.cutInstall(at: point, continuation, course)
        }
        for point in Self.sample(of: course.uninstall) {
            try await trial.cutUninstall(at: point, point % 2 == 0 ? .resume : .again, course)
        }
    }

    private static func sample(of count: Int) -> [Int] {
        let environment = ProcessInfo.processInfo.environment
        guard environment["VALISE_TEST_ALL"] != "1" else { return Array(0..<count) }
        let seed = environment["VALISE_TEST_COMMIT"] ?? environment["GITHUB_SHA"] ?? "0"
        var hash = Array(Digest.of(Array(seed.utf8)).bytes)
        return (0..<min(4, count)).map { _ in Int(hash.removeFirst()) % count }
    }
}

import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// A life on three hosts, from an empty machine back to one.
@Suite struct ClusterLifeTests {
    @Test func aLife() async throws {
        let application = try SampleApplication(compose: StubbedHosts.compose)
        try await StubbedHosts.run { hosts in
            let before = try await hosts.picture()
            let outcome = try await hosts.install(application)
            #expect(outcome.change == .installed)
            #expect(outcome.release == 1)
            #expect(try await hosts.install(application).change == .nothing)
            #expect(try await hosts.install(application, ["NOTE": "other"]).release == 2)
            let status = try await hosts.cluster().status(Site.name("sample"))
            #expect(status.health == .healthy)
            #expect(status.services.map(\.name.rawValue) == ["db", "job", "web"])
            _ = try await hosts.uninstall()
            #expect(try await hosts.picture() == before)
        }
    }
}

import EngineClient
import Foundation
import Ledger
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// A swarm that was there before: `h1` is one of its managers, `h2` one of its workers, a manager and a worker are none of the target's, and `h3` is in no swarm.
@Suite struct SharedSwarmTests {
    private let application: SampleApplication

    init() throws {
        // `job` asks for nothing, `edge` is everywhere: both could be on any node.
        let edge = """
              edge:
                image: sample-web:1
                command: ["/bin/sh", "-c", "exec httpd -f -p 80 -h /www"]
                networks: [back]
                deploy: { mode: global }
            networks: { back: {} }
            """
        application = try SampleApplication(
            compose: StubbedHosts.compose.replacing("networks: { back: {} }", with: edge))
    }

    private func trial(_ body: (Neighbours) async throws -> Void) async throws {
        try await StubbedHosts.run { hosts in
            let strangers = [
                try await hosts.stranger("s1", at: "10.77.0.11"), try await hosts.stranger("s2", at: "10.77.0.12"),
            ]
            let result: Result<Void, any Error>
            do {
                let neighbours = Neighbours(hosts: hosts, strangers: strangers)
                try await neighbours.form()
                result = .success(try await body(neighbours))
            } catch {
                result = .failure(error)
            }
            for stranger in strangers { await stranger.stop() }
            try result.get()
        }
    }

    @Test func aLife() async throws {
        try await trial { site in
            let before = try await site.look()
            let picture = try await site.hosts.picture()
            var refusal: [Problem] = []
            do {
                _ = try await site.hosts.install(application)
            } catch let problems as Problems {
                refusal = problems.all
            }
            #expect(refusal.count == 2 && refusal.allSatisfy { $0.hint?.contains("`--join-swarm`") == true })
            #expect(try await site.look() == before)

            #expect(try await site.install(application).release == 1)
            let during = try await site.look()
            // What was there is as it was: services, networks, settings, nodes, but for labels of ours.
            #expect(during.withoutOurs(["h3"]) == before)
            #expect(during.settings.labels?[ObjectLabel.sharedSwarm] == "yes")
            #expect(during.nodes["s1"] == before.nodes["s1"] && during.nodes["s2"] == before.nodes["s2"])
            #expect(during.nodes["h3"]?.role == .worker && during.nodes["h3"]?.availability == .active)
            #expect(during.nodes["h1"]?.labels["site.role"] == "theirs")
            let places = try await site.places()
            #expect(Set(places.keys) == ["sample_web", "sample_db", "sample_job", "sample_edge"])
            #expect(places["sample_web"] == ["h2", "h3"] && places["sample_db"] == ["h1"])
            #expect(places["sample_edge"] == ["h1", "h2", "h3"])
            #expect(places.values.allSatisfy { Set($0).isSubset(of: ["h1", "h2", "h3"]) }, "\(places)")

            // From now on it is known.
            #expect(try await site.hosts.install(application).change == .nothing)
            #expect(try await site.hosts.install(application, ["NOTE": "other"]).release == 2)
            #expect(try await site.hosts.cluster().status(Site.name("sample")).health == .healthy)

            _ = try await site.hosts.uninstall()
            #expect(try await site.look() == before)
            #expect(try await site.hosts.picture() == picture)
        }
    }

    /// Who is there before, and with which of several installations, is not forgotten with the first of them.
    @Test func theLastInstallationLeavesItAsItWas() async throws {
        try await trial { site in
            let before = try await site.look()
            _ = try await site.install(application)
            _ = try await site.hosts.install(application, as: "second")
            _ = try await site.hosts.uninstall()
            let between = try await site.look()
            #expect(between.nodes["h3"] != nil && between.settings.labels?[ObjectLabel.target] != nil)
            _ = try await site.hosts.uninstall("second", data: .kept)
            #expect(try await site.look() == before)
            // Its data goes when that is asked for, with no cluster of ours any more.
            let last = try await site.hosts.uninstall("second")
            #expect(last.leaves == [], "\(last)")
            #expect(try await site.look() == before)
            #expect(try LedgerReader.open(at: site.hosts.state(0))?.installation(Site.name("second")) == nil)
        }
    }

    @Test func hostsAreTakenOut() async throws {
        try await trial { site in
            let before = try await site.look()
            _ = try await site.install(application)
            // It was in the swarm: it stays in it, with all that is not ours.
            _ = try await site.hosts.cluster().remove(StubbedHosts.hostName(1), .here, progress: { _ in })
            let without = try await site.look()
            #expect(without.nodes["h2"] == before.nodes["h2"])
            let places = try await site.places()
            #expect(places["sample_web"] == ["h3", "h3"] && places["sample_edge"] == ["h1", "h3"], "\(places)")
            _ = try await site.hosts.uninstall(on: site.hosts.cluster(without: [1]))
            #expect(try await site.look() == before)
        }
    }

    @Test func aHostThatHasJoinedIsTakenOut() async throws {
        try await trial { site in
            let before = try await site.look()
            _ = try await site.install(application)
            _ = try await site.hosts.cluster().remove(StubbedHosts.hostName(2), .here, progress: { _ in })
            #expect(try await site.look().withoutOurs([]) == before)
            _ = try await site.hosts.uninstall(on: site.hosts.cluster(without: [2]))
            #expect(try await site.look() == before)
        }
    }

    /// Cut off at every record, gone on with, and taken off again: the others have what they had. At each of the first records, in which the swarm is changed, with VALISE_TEST_ALL=1; else at two of them, others with every commit.
    @Test func cutsAreSurvived() async throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["VALISE_TEST_COMMIT"] ?? environment["GITHUB_SHA"] ?? "0"
        let chosen = Digest.of(Array(seed.utf8)).bytes.prefix(2).map { 2 + Int($0) % 10 }
        for point in environment["VALISE_TEST_ALL"] == "1" ? Array(2..<12) : chosen {
            try await trial { site in
                let before = try await site.look()
                let cut = PowerCut(at: point)
                await #expect(throws: PowerCut.Happened.self) {
                    _ = try await site.hosts.install(
                        application, on: site.hosts.cluster(observer: cut), foreignSwarm: .shared)
                }
                if case .nothing = try await site.hosts.resume() { _ = try await site.install(application) }
                #expect(try await site.look().withoutOurs(["h3"]) == before, "cut at \(point): \(cut.points)")
                _ = try await site.hosts.uninstall()
                #expect(try await site.look() == before, "cut at \(point)")
            }
        }
    }

    /// It has left, and the managers were not told to forget it.
    @Test func aNodeThatHasLeftIsForgottenLater() async throws {
        try await trial { site in
            let before = try await site.look()
            _ = try await site.install(application)
            site.hosts.engines[0].inject(StubFault(.dropBefore, method: "DELETE", path: "/nodes"))
            let found = try await refused { _ = try await site.hosts.uninstall() }
            #expect(found?.exit == .step)
            #expect(try await site.look().nodes["h3"] != nil)
            _ = try await site.hosts.resume()
            #expect(try await site.look() == before)
        }
    }
}

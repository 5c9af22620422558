import EngineClient
import Foundation
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// A life on one real engine. Runs in the network of a test host, where the engine reaches our loopback address.
@Suite(.serialized, .enabled(if: RealEngine.isThere, RealEngine.missing))
struct OneHostTests {
    static func engine() throws -> EngineAddress { try RealEngine.address() }

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

    /// What a killed look of this state folder has left goes with the next one; what another's has left, when it is old.
    @Test func sweepsWhatKilledLooksHaveLeft() async throws {
        let site = try Site(engine: Self.engine())
        let client = try await EngineClient.connect(to: site.engine)
        let before = try await site.picture()
        let marker = site.folder.path.appending(".valise-marker-0badcafe")
        try Data("0badcafe".utf8).write(to: URL(filePath: marker.rawValue))
        for id in ["0badcafe", "00000bad"] {
            let reference = try #require(ImageReference("valise.local/marker:\(id)"))
            _ = try await client.importImage(.bytes([UInt8](repeating: 0, count: 1024)), as: reference)
            var specification = ContainerSpecification(image: reference.familiar, labels: [:])
            specification.command = ["/never-started"]
            _ = try await client.createContainer(name: "valise-marker-\(id)", specification: specification)
        }
        #expect(try await FileSight(engine: client, host: site.host).look(at: site.folder.path) == .seen)
        #expect(try await client.inspectContainer("valise-marker-0badcafe") == nil)
        #expect(site.host.kind(of: marker) == .missing)
        #expect(try await client.inspectContainer("valise-marker-00000bad") != nil)
        let late = FileSight(engine: client, host: site.host, abandonedAfter: 0)
        #expect(try await late.look(at: site.folder.path) == .seen)
        #expect(try await client.inspectContainer("valise-marker-00000bad") == nil)
        #expect(try await site.picture() == before)
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

    /// `x-valise: check` is looked at while waiting, and by `status`.
    @Test func looksFromOutside() async throws {
        let site = try Site(engine: Self.engine())
        let before = try await site.picture()
        let application = try SampleApplication(.busybox, compose: Self.outsideCompose)
        _ = try await site.install(application)
        let target = try site.target()
        let status = try await target.status(Site.name("sample"))
        #expect(status.services.map(\.health) == [.healthy, .healthy])
        #expect(status.services.first { $0.name.rawValue == "web" }?.containers.map(\.check) == ["healthy"])
        _ = try await site.uninstall(data: .removed)

        let broken = try SampleApplication(.busybox, compose: Self.outsideCompose.replacing("80/", with: "81/"))
        var (desired, answers) = try broken.desired()
        for index in desired.services.indices { desired.services[index].healthy = .init(seconds: 2, source: "test") }
        let slow = desired
        let problem = await site.problem {
            _ = try await target.install(
                slow, from: InstallationSource(broken.bundle), answers: answers, composeProfiles: [], profile: nil,
                progress: site.heard.sink)
        }
        #expect(problem?.code == "service.unhealthy")
        #expect(
            problem?.found?.hasPrefix(
                "it is not answering at HTTP :81/index.html: connection refused after 2 s, the limit of test") == true)
        let after = try await target.status(Site.name("sample"))
        let web = after.services.first { $0.name.rawValue == "web" }?.containers.first
        #expect(web?.health == .unhealthy)
        #expect(web?.lastError == "not answering at HTTP :81/index.html: connection refused")
        _ = try await site.uninstall(data: .removed)
        #expect(try await site.picture() == before)
    }

    /// A volume that no Compose file names may hold a database as well as one that it names.
    @Test func volumesWithoutANameAreKept() async throws {
        let site = try Site(engine: Self.engine())
        let before = try await site.picture()
        let compose = SampleApplication.compose.replacing("store:/store", with: "/scratch")
            .replacing(
                "exec sleep 100000",
                with: "test -e /scratch/rows || echo one >/scratch/rows; echo more >>/scratch/rows; exec sleep 100000")
        let application = try SampleApplication(.busybox, compose: compose)
        _ = try await site.install(application)
        let kept = try await site.uninstall()
        #expect(kept.leaves.map(\.kind) == [.volume, .dataFolder])
        #expect(kept.leaves.first?.name.hasPrefix("sample_db-1_scratch-") == true)
        _ = try await site.install(application)
        let client = try await EngineClient.connect(to: Self.engine())
        try await client.expect("sample-db-1", "test $(wc -l </scratch/rows) = 3")
        #expect(try await site.uninstall(data: .removed).leaves == [])
        #expect(try await site.picture() == before)
    }

    /// Nothing in these containers or images says how they are.
    private static let outsideCompose = """
        services:
          web:
            image: sample-web:1
            command: ["/bin/sh", "-c", "exec httpd -f -p 80 -h /www"]
            stop_signal: SIGKILL
            x-valise: { check: { http: "80/index.html" } }
          db:
            image: registry.example.com:5000/team/sample-db:7
            command: ["/bin/sh", "-c", "exec sleep 100000"]
            stop_signal: SIGKILL
            depends_on: { web: { condition: service_healthy } }

        """

    private static func sample(of count: Int) -> [Int] {
        let environment = ProcessInfo.processInfo.environment
        guard environment["VALISE_TEST_ALL"] != "1" else { return Array(0..<count) }
        let seed = environment["VALISE_TEST_COMMIT"] ?? environment["GITHUB_SHA"] ?? "0"
        var hash = Array(Digest.of(Array(seed.utf8)).bytes)
        return (0..<min(4, count)).map { _ in Int(hash.removeFirst()) % count }
    }
}

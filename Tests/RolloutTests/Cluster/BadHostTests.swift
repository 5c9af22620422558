import EngineClient
import Foundation
import Ledger
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// One host that cannot take what is to be installed among others that can, and managers that cannot agree.
@Suite struct BadHostTests {
    private let application: SampleApplication

    init() throws { application = try SampleApplication(compose: StubbedHosts.compose) }

    /// What an install is refused with; it has changed nothing anywhere.
    private func refusal(
        _ hosts: StubbedHosts, of application: SampleApplication? = nil
    ) async throws -> [Problem] {
        let before = try await hosts.picture()
        let held = await hosts.holdings()
        var found: [Problem] = []
        do {
            _ = try await hosts.install(application ?? self.application)
        } catch let problems as Problems {
            found = problems.all
        }
        #expect(try await hosts.picture() == before)
        #expect(await hosts.holdings() == held)
        #expect(try LedgerReader.open(at: hosts.state(0)) == nil)
        return found
    }

    @Test func tooLittleRoomOnOneHost() async throws {
        try await StubbedHosts.run { hosts in
            hosts.hosts[1].alter { $0.stateDirectory.free?.size = ByteCount(10 << 20) }
            let found = try await refusal(hosts)
            #expect(found.map(\.code) == ["check.failed"])
            let problem = try #require(found.first)
            #expect(problem.exit == .prerequisite)
            #expect(problem.message.contains("`disk.state`") && problem.message.contains("`h2`"), "\(problem)")
            #expect(problem.found == "10.0 MiB free")
            #expect(problem.expected == "64.0 MiB free in /var/lib/valise")
            #expect(problem.consequence == "nothing was changed")
            #expect(problem.hint == "free space, or name another folder with `--state-dir DIR`")
        }
    }

    @Test func tooLittleRoomForTheImagesOfOneHost() async throws {
        try await StubbedHosts.run { hosts in
            // Where its engine says that it keeps them.
            try await hosts.makeEngineFolder(on: 2)
            hosts.hosts[2].setFree(ByteCount(1 << 10))
            let found = try await refusal(hosts)
            #expect(Set(found.map(\.code)) == ["check.failed"])
            let problem = try #require(found.first { $0.message.contains("`disk.engine`") }, "\(found)")
            #expect(problem.message.contains("`h3`"), "\(problem)")
            #expect(
                problem.found
                    == "1.0 KiB free, 1 of 1 images are missing, and a manager of the cluster keeps 122.0 MiB beside them"
            )
            #expect(!found.contains { $0.message.contains("`h1`") || $0.message.contains("`h2`") }, "\(found)")
        }
    }

    /// The journal of a manager is many times as large as these images; once it is there, it needs no further room.
    @Test func tooLittleRoomForTheJournalOfAManager() async throws {
        try await StubbedHosts.run { hosts in
            try await hosts.makeEngineFolder(on: 2)
            hosts.hosts[2].setFree(ByteCount(100 << 20))
            let found = try await refusal(hosts)
            #expect(found.map(\.code) == ["check.failed"])
            #expect(found.first?.message.contains("`disk.engine`") == true, "\(found)")
            hosts.hosts[2].setFree(ByteCount(200 << 20))
            _ = try await hosts.install(application)
            hosts.hosts[2].setFree(ByteCount(70 << 20))
            #expect(try await hosts.install(application).change == .nothing)
        }
    }

    @Test func aClockThatIsADayOff() async throws {
        try await StubbedHosts.run { hosts in
            hosts.hosts[2].alter { $0.clock += 86_400 }
            let found = try await refusal(hosts)
            #expect(found.map(\.code) == ["check.failed"])
            let problem = try #require(found.first)
            #expect(problem.exit == .prerequisite)
            #expect(
                problem.message.contains("`cluster.clocks`") && problem.message.contains("`h3`"), "\(problem)")
            #expect(problem.found?.contains(" s ahead: ") == true, "\(problem)")
            #expect(problem.hint?.hasPrefix("set it with `date -u -s @") == true)
        }
    }

    /// It is the only one that may run what is waited for: named while it is waited, and at the end.
    @Test func aHostThatGoesWhileItIsWaitedFor() async throws {
        try await StubbedHosts.run { hosts in
            await hosts.engines[0].script(.service("db"), StubScript(health: .starting))
            let observer = Unplugging(hosts.engines[0], at: "waitFor:db/healthy")
            let found = try #require(
                try await refused {
                    _ = try await hosts.install(
                        application, on: hosts.cluster(from: 2, observer: observer), waiting: 3)
                })
            #expect(found.code == "service.unhealthy")
            #expect(
                found.message
                    == "gave up waiting for `db` to be healthy on installation `sample`; host `h1` is away")
            #expect(found.found?.contains("after 3 s, the limit of test") == true, "\(found)")
            #expect(found.hint == "bring `h1` back, then run `valise resume sample`")
            let waited = hosts.heard.all.compactMap { event in
                if case .waiting(_, let what, _) = event { what } else { nil }
            }
            #expect(waited.contains { $0.hasPrefix("`db` to be healthy (") && $0.hasSuffix("; host `h1` is away)") })
        }
    }

    @Test func aLabelThatNoHostHas() async throws {
        let nowhere = try SampleApplication(
            compose: StubbedHosts.compose.replacing("site.role == web", with: "site.role == nowhere"))
        try await StubbedHosts.run { hosts in
            let found = try await refusal(hosts, of: nowhere)
            #expect(found.map(\.exit) == [.placement])
            let problem = try #require(found.first)
            #expect(problem.message.contains("`web`") && "\(problem)".contains("site.role == nowhere"), "\(problem)")
            #expect(problem.hint?.contains("valise hosts label") == true, "\(problem)")
        }
    }

    // MARK: Managers that cannot agree

    /// Two of three managers do not hear of each other any more, and all engines answer: as where the ports between them are closed.
    private func withoutQuorum(_ body: (StubbedHosts) async throws -> Void) async throws {
        try await StubbedHosts.run { hosts in
            _ = try await hosts.install(application)
            for engine in hosts.engines.dropFirst() { await engine.cut() }
            try await body(hosts)
            // It all goes on when they are back.
            for engine in hosts.engines.dropFirst() { await engine.mend() }
            #expect(try await hosts.install(application, ["NOTE": "again"]).release == 2)
        }
    }

    /// Nobody is told to destroy the cluster, which is ours.
    @Test func installWithoutQuorum() async throws {
        try await withoutQuorum { hosts in
            var found: [Problem] = []
            do {
                _ = try await hosts.install(application, ["NOTE": "other"])
            } catch let problems as Problems {
                found = problems.all
            }
            #expect(found.map(\.code) == ["check.failed", "check.failed", "check.failed"])
            for problem in found {
                #expect(problem.exit == .prerequisite)
                #expect(problem.message.contains("`cluster.swarm`"), "\(problem)")
                #expect(
                    problem.found
                        == "the managers of its swarm cannot agree: more than half of them are away, or do not reach each other"
                )
                #expect(
                    problem.hint
                        == "start the other managers again, and see whether 2377/tcp is open between the hosts; `valise status` names them"
                )
            }
        }
    }

    @Test func takingOutAHostWithoutQuorum() async throws {
        try await withoutQuorum { hosts in
            for whereabouts in [Whereabouts.here, .lost] {
                let found = try #require(
                    try await refused {
                        _ = try await hosts.cluster().remove(
                            StubbedHosts.hostName(2), whereabouts, progress: { _ in })
                    })
                #expect(found.code == "cluster.no-leader")
                #expect(found.exit == .step)
                #expect(
                    found.message == "the managers of the cluster cannot agree: more than half of them are away")
                #expect(found.consequence == "nothing can be changed until they are back; what runs goes on")
                #expect(
                    found.hint
                        == "start the other hosts again; \(ManagerSeat.wayOut)")
            }
            #expect(try LedgerReader.open(at: hosts.state(0))?.hosts().count == 3)
        }
    }

    @Test func statusWithoutQuorum() async throws {
        try await withoutQuorum { hosts in
            let status = try await hosts.cluster().status(Site.name("sample"))
            #expect(status.health == .unhealthy)
            #expect(status.trouble?.code == "cluster.no-leader")
            #expect(status.trouble?.exit == .step)
            #expect(status.trouble?.hint == "see whether the hosts reach each other on the port 2377")
            // What runs is seen all the same.
            #expect(status.services.map(\.running) == [1, 0, 2])
        }
    }

    /// Other operations that would change something.
    @Test func stoppingWithoutQuorum() async throws {
        try await withoutQuorum { hosts in
            let name = try Site.name("sample")
            for body in [
                { () async throws in _ = try await hosts.cluster().stop(name, progress: { _ in }) },
                { () async throws in _ = try await hosts.uninstall() },
            ] {
                let found = try await refused(body)
                #expect(found?.code == "cluster.no-leader")
            }
            #expect(try LedgerReader.open(at: hosts.state(0))?.openOperation(of: name) == nil)
        }
    }
}

extension StubbedHosts {
    fileprivate func holdings() async -> [StubSnapshot] {
        var all: [StubSnapshot] = []
        for engine in engines { all.append(await engine.snapshot()) }
        return all
    }

    /// The folder that a host's engine says it keeps its images in.
    fileprivate func makeEngineFolder(on index: Int) async throws {
        let root = try await engines[index].client().info().rootDirectory
        let path = try SampleApplication.name(root, { AbsolutePath($0) })
        try FileManager.default.createDirectory(
            atPath: hosts[index].inside(path).rawValue, withIntermediateDirectories: true)
    }
}

/// An engine that goes where a step is begun.
private final class Unplugging: StepObserver {
    private let engine: StubEngine
    private let step: String

    init(_ engine: StubEngine, at step: String) {
        self.engine = engine
        self.step = step
    }

    func reached(_ point: JournalPoint) {
        guard case .begun(step) = point else { return }
        Task { await engine.die() }
    }
}

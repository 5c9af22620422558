import EngineClient
import Foundation
import HostAccess
import Ledger
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// What comes after an install: uninstall, stop, start, restart, a reboot; and gathering.
@Suite struct LifeTests {
    private let application: SampleApplication

    init() throws { application = try SampleApplication() }

    @Test func dataAndItsPasswordsSurviveAnUninstall() async throws {
        try await StubEngine.run { engine in
            let site = try Site(engine: engine.address)
            let before = try await site.picture()
            _ = try await site.install(application)
            try Data("rows".utf8).write(to: URL(fileURLWithPath: site.state.rawValue + "/apps/sample/data/data/file"))
            let outcome = try await site.uninstall()
            #expect(outcome.leaves.map(\.kind) == [.volume, .dataFolder])
            let left = try await site.picture()
            #expect(left.containers == [:])
            #expect(left.volumes == ["sample_store"])
            #expect(left.tags == [])
            #expect(left.units == [])
            #expect(left.files.contains("apps/sample/data/data/file"))
            #expect(!left.files.contains { $0.hasPrefix("apps/sample/config") })
            let again = try await site.uninstall()
            #expect(again.applied == [])
            #expect(again.leaves == outcome.leaves)
            let kept = try site.target().previousAnswers(of: Site.name("sample"))
            #expect(kept?.environment["PASSWORD"] == "s3cret-of-the-test")
            _ = try await site.install(application)
            #expect(try await site.picture().files.contains("apps/sample/data/data/file"))
            let all = try await site.uninstall(data: .removed)
            #expect(all.leaves == [])
            #expect(try await site.picture() == before)
            let problem = await site.problem { _ = try await site.uninstall(data: .removed) }
            #expect(problem?.code == "installation.unknown")
            #expect(problem?.exit == .unknownName)
        }
    }

    @Test func aMistypedNameLeavesNothingBehind() async throws {
        try await StubEngine.run { engine in
            let site = try Site(engine: engine.address)
            let problem = await site.problem { _ = try await site.uninstall("smaple") }
            #expect(problem?.message == "there is no installation `smaple` on this target")
            #expect(LocalHost().kind(of: site.state) == .missing)
            _ = try await site.install(application)
            let near = await site.problem { _ = try await site.uninstall("smaple") }
            #expect(near?.hint == "did you mean `sample`?")
        }
    }

    @Test func itGoesWithoutTheBundleAndLeavesWhatOthersUse() async throws {
        try await StubEngine.run { engine in
            let site = try Site(engine: engine.address)
            _ = try await site.install(application)
            try FileManager.default.removeItem(atPath: application.path.rawValue)
            let client = try await engine.client()
            _ = try await client.createContainer(
                name: "theirs", specification: ContainerSpecification(image: "sample-web:1"))
            let outcome = try await site.uninstall(data: .removed)
            #expect(outcome.leaves.map(\.name) == ["sample-web:1"])
            #expect(outcome.leaves.first?.reason == "used by `theirs`")
            #expect(try await client.inspectImage("sample-web:1") != nil)
            #expect(try await client.inspectImage("registry.example.com:5000/team/sample-db:7") == nil)
            #expect(try await client.inspectContainer("theirs") != nil)
        }
    }

    /// A volume that others use stays, and is not forgotten: it goes once they have gone.
    @Test func dataThatOthersUseIsNotForgotten() async throws {
        try await StubEngine.run { engine in
            let site = try Site(engine: engine.address)
            let before = try await site.picture()
            _ = try await site.install(application)
            let client = try await engine.client()
            var specification = ContainerSpecification(image: "sample-web:1")
            specification.host.binds = ["sample_store:/theirs"]
            _ = try await client.createContainer(name: "theirs", specification: specification)
            let first = try await site.uninstall(data: .removed)
            #expect(first.leaves.contains { $0.kind == .volume && $0.name == "sample_store" })
            try await client.removeContainer("theirs", .forced)
            let second = try await site.uninstall(data: .removed)
            #expect(second.leaves == [])
            #expect(try await site.picture().volumes == before.volumes)
        }
    }

    @Test func stopsInReverseOrderAndStartsInOrder() async throws {
        try await StubEngine.run { engine in
            let site = try Site(engine: engine.address)
            _ = try await site.install(application)
            let name = try Site.name("sample")
            engine.forgetRequests()
            _ = try await site.target().stop(name, progress: { _ in })
            #expect(try await engine.order(of: "/stop") == ["sample-web-1", "sample-db-1"])
            #expect(try await site.target().status(name).health == .unhealthy)
            engine.forgetRequests()
            let started = try await site.target().start(name, progress: { _ in })
            #expect(try await engine.order(of: "/start") == ["sample-db-1", "sample-web-1"])
            #expect(started.applied.contains("startContainer:sample-web-1"))
            engine.forgetRequests()
            #expect(try await site.target().start(name, progress: { _ in }).applied == [])
            #expect(try await engine.order(of: "/start") == [])
            _ = try await site.target().restart(name, service: SampleApplication.service("db"), progress: { _ in })
            #expect(try await engine.order(of: "/stop") == ["sample-db-1"])
            #expect(try await engine.order(of: "/start") == ["sample-db-1"])
            let unknown = await site.problem {
                _ = try await site.target().start(
                    name, service: SampleApplication.service("dbx"), progress: { _ in })
            }
            #expect(unknown?.code == "service.unknown")
            #expect(unknown?.hint == "did you mean `db`?")
        }
    }

    /// A database may take longer to stop than we otherwise wait for an answer: the call says how long.
    @Test func aLongGraceIsWaitedFor() async throws {
        let patient = try SampleApplication(
            compose: SampleApplication.compose.replacing(
                "stop_signal: SIGKILL\n    environment: { NOTE", with: "stop_grace_period: 20m\n    environment: { NOTE"
            ))
        try await StubEngine.run { engine in
            let site = try Site(engine: engine.address)
            _ = try await site.install(patient)
            engine.forgetRequests()
            _ = try await site.target().stop(Site.name("sample"), progress: { _ in })
            #expect(engine.requests.filter { $0.path.hasSuffix("/stop") }.map { $0["t"] } == [nil, "1200"])
            _ = try await site.target().start(Site.name("sample"), progress: { _ in })
            engine.forgetRequests()
            _ = try await site.install(patient, ["NOTE": "other"])
            #expect(engine.requests.filter { $0.path.hasSuffix("/stop") }.map { $0["t"] } == ["1200"])
        }
    }

    @Test func afterARebootEverythingIsBackInOrder() async throws {
        try await StubEngine.run { engine in
            let site = try Site(engine: engine.address)
            _ = try await site.install(application)
            let up = try await site.picture()
            try await engine.restart()
            #expect(try await site.picture().containers["sample-db-1"]?.hasPrefix("exited") == true)
            // What the boot unit runs; the engine comes up while it waits.
            await engine.die()
            let waiting = Task {
                try await site.target().start(Site.name("sample"), progress: site.heard.sink)
            }
            try await Task.sleep(for: .milliseconds(300))
            try await engine.revive()
            _ = try await waiting.value
            #expect(try await site.picture() == up)
            let unit = try #require(site.host.unit("valise-sample"))
            #expect(unit.contains("start sample --state-dir \"\(site.state)\""))
            #expect(unit.contains("After=docker.service"))
        }
    }

    @Test func whetherTheEngineSeesOurFilesIsFoundOut() async throws {
        for (files, expected) in [(StubConfiguration.Files.seen, true), (.elsewhere, false)] {
            var configuration = StubConfiguration()
            configuration.files = files
            try await StubEngine.run(configuration) { engine in
                let site = try Site(engine: engine.address)
                let before = try await site.picture()
                let facts = try await site.target().gatherFacts()
                guard case .reached(let found) = facts.engine else {
                    Issue.record("\(facts.engine)")
                    return
                }
                #expect((found.seesFiles == .seen) == expected, "\(found.seesFiles)")
                #expect(try await site.picture() == before)
                #expect(try FileManager.default.contentsOfDirectory(atPath: site.folder.path.rawValue) == [])
            }
        }
    }

    /// Without root, or where users are mapped, folders of ours would belong to nobody that a container knows.
    @Test(arguments: ["name=rootless", "name=userns"]) func anEngineWithOtherUsersSeesThemAsTheirs(
        _ option: String
    ) async throws {
        var configuration = StubConfiguration()
        configuration.securityOptions = ["name=seccomp,profile=default", option]
        try await StubEngine.run(configuration) { engine in
            let site = try Site(engine: engine.address)
            guard case .reached(let found) = try await site.target().gatherFacts().engine else {
                Issue.record("not reached")
                return
            }
            #expect(found.mapsUsers)
            #expect(found.seesFiles == .seenByOthers(reason: "users of containers have other numbers on this host"))
            #expect(found.seesFiles.needsVolumes)
            let application = try SampleApplication()
            let seeing = try Site(engine: engine.address, sight: found.seesFiles)
            _ = try await seeing.install(application)
            #expect(try await seeing.picture().volumes.contains { $0.contains("sample.data") })
        }
    }

    @Test func anEngineThatIsNotThereIsAFact() async throws {
        let site = try Site(engine: .unix(AbsolutePath("/nonexistent/engine.sock", relativeTo: .root)))
        let facts = try await site.target().gatherFacts()
        guard case .failed(let address, let reason, let hint) = facts.engine else {
            Issue.record("reached?")
            return
        }
        #expect(address == "unix:///nonexistent/engine.sock")
        #expect(reason.contains("there is no such socket"))
        #expect(hint == "start the engine, or name its address with `--engine` or DOCKER_HOST")
        let problem = await site.problem { _ = try await site.install(application) }
        #expect(problem?.exit == .prerequisite)
    }
}

extension StubEngine {
    /// Names of containers, in the order in which they were told to.
    func order(of verb: String) async throws -> [String] {
        let names = Dictionary(
            try await client().listContainers(.all).map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        return requests.filter { $0.method == "POST" && $0.path.hasSuffix(verb) }.compactMap { request in
            request.path.split(separator: "/").dropLast().last.map { names[String($0)] ?? String($0) }
        }
    }
}

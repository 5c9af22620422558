import ArchiveIO
import EngineClient
import Foundation
import Ledger
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// Installs on the stub engine: what is touched and what is not, and what a person reads when it does not go well.
@Suite struct InstallTests {
    private let application: SampleApplication

    init() throws { application = try SampleApplication() }

    @Test func doneTwiceNothingIsTouched() async throws {
        try await StubEngine.run { engine in
            let site = try Site(engine: engine.address)
            let first = try await site.install(application)
            #expect(first.change == .installed)
            #expect(first.release == 1)
            let picture = try await site.picture()
            #expect(picture.containers["sample-web-1"] == "running sample_back+sample_front")
            #expect(picture.containers["sample-job-1"] == "exited sample_back")
            #expect(picture.tags == ["registry.example.com:5000/team/sample-db:7", "sample-web:1"])
            #expect(picture.digests == [], "names of the install's registry are gone")
            #expect(picture.units == ["valise-sample"])
            engine.forgetRequests()
            let again = try await site.install(application)
            #expect(again.change == .nothing)
            #expect(again.release == 1)
            #expect(!engine.requests.contains { $0.method == "POST" || $0.method == "DELETE" })
            #expect(try await site.picture() == picture)
        }
    }

    @Test func imagesComeBeforeAnythingElse() async throws {
        try await StubEngine.run { engine in
            let site = try Site(engine: engine.address)
            _ = try await site.install(application)
            let changes = engine.requests.filter { $0.method == "POST" }.map(\.path)
            let lastPull = try #require(changes.lastIndex { $0.contains("/images/") })
            let firstOther = try #require(changes.firstIndex { !$0.contains("/images/") })
            #expect(lastPull < firstOther)
        }
    }

    @Test func aChangedAnswerReachesOnlyItsServices() async throws {
        try await StubEngine.run { engine in
            let site = try Site(engine: engine.address)
            _ = try await site.install(application)
            let before = try await site.picture().ids
            let outcome = try await site.install(application, ["NOTE": "new"])
            #expect(outcome.change == .installed)
            #expect(outcome.release == 2)
            let note = try await site.picture().ids
            #expect(note["sample-db-1"] != before["sample-db-1"])
            #expect(note["sample-web-1"] == before["sample-web-1"])
            #expect(note["sample-job-1"] == before["sample-job-1"], "a job that ended well is not run again")
            _ = try await site.install(application, ["NOTE": "new", "PASSWORD": "another-secret"])
            let password = try await site.picture().ids
            #expect(password["sample-db-1"] == note["sample-db-1"])
            #expect(password["sample-web-1"] != note["sample-web-1"], "it mounts the file that holds the password")
        }
    }

    /// What a name stood for before goes with the installation, too.
    @Test func anotherImageUnderTheSameName() async throws {
        try await StubEngine.run { engine in
            let site = try Site(engine: engine.address)
            let before = try await site.picture()
            _ = try await site.install(application)
            let first = try await site.picture()
            _ = try await site.install(application, ["NOTE": "other"])
            _ = try await site.install(try SampleApplication(page: "hello again"), ["NOTE": "other"])
            let second = try await site.picture()
            #expect(second.tags == first.tags)
            #expect(second.ids["sample-web-1"] != first.ids["sample-web-1"])
            let gone = try await site.uninstall(data: .removed)
            #expect(gone.leaves == [])
            #expect(try await site.picture() == before)
        }
    }

    @Test func twoInstallationsShareImages() async throws {
        try await StubEngine.run { engine in
            let site = try Site(engine: engine.address)
            let before = try await site.picture()
            _ = try await site.install(application)
            _ = try await site.install(application, as: "second", ["PORT": "18090"])
            let both = try await site.picture()
            #expect(both.containers.count == 6)
            let first = try await site.uninstall(data: .removed)
            #expect(first.leaves.map(\.kind) == [.image, .image])
            #expect(first.leaves.first?.reason == "used by installation `second`")
            let left = try await site.picture()
            #expect(left.containers.keys.allSatisfy { $0.hasPrefix("second-") })
            #expect(left.tags == both.tags)
            _ = try await site.uninstall("second", data: .removed)
            #expect(try await site.picture() == before)
        }
    }

    @Test func aTagOfSomebodyElseIsNotMoved() async throws {
        try await StubEngine.run { engine in
            let foreign = try await engine.add(
                PlainImage(files: ["theirs": "x"]), as: SampleApplication.image("sample-web:1"))
            let site = try Site(engine: engine.address)
            let before = try await site.picture()
            _ = try await site.install(application)
            let client = try await engine.client()
            #expect(try await client.inspectImage("sample-web:1")?.id == foreign)
            let web = try await client.inspectContainer("sample-web-1")
            #expect(web?.configuration.image == "valise.local/sample/docker.io/library/sample-web:1")
            _ = try await site.uninstall(data: .removed)
            #expect(try await site.picture() == before)
        }
    }

    @Test func aForeignContainerKeepsItsName() async throws {
        try await StubEngine.run { engine in
            let image = try SampleApplication.image("theirs:1")
            try await engine.add(PlainImage(files: ["theirs": "x"]), as: image)
            let client = try await engine.client()
            _ = try await client.createContainer(
                name: "sample-web-1", specification: ContainerSpecification(image: "theirs:1"))
            let site = try Site(engine: engine.address)
            let problem = await site.problem { _ = try await site.install(application) }
            #expect(problem?.code == "container.name-taken")
            #expect(problem?.exit == .step)
            #expect(
                problem?.message
                    == "cannot use the container name `sample-web-1`: a container that is not of installation `sample` has it"
            )
            #expect(problem?.hint == "rename or remove it, then run `valise resume sample`")
            _ = try await site.uninstall(data: .removed)
            #expect(try await client.inspectContainer("sample-web-1") != nil)
        }
    }

    @Test func anUnhealthyServiceIsExit15AndStays() async throws {
        try await StubEngine.run { engine in
            var script = StubScript(health: .unhealthy)
            script.output = ["listening", "password is s3cret-of-the-test"]
            await engine.script(.service("db"), script)
            let site = try Site(engine: engine.address)
            let problem = await site.problem { _ = try await site.install(application, limit: 1) }
            #expect(problem?.code == "service.unhealthy")
            #expect(problem?.exit == .unhealthy)
            #expect(
                problem?.message == "gave up waiting for `db` to be healthy on installation `sample`")
            #expect(problem?.expected == "within 1 s (test)")
            #expect(problem?.found?.contains("listening") == true)
            #expect(problem?.found?.contains("password is ***") == true, "no secret is printed")
            #expect(try await site.picture().containers["sample-db-1"]?.hasPrefix("running") == true)
            let status = try await site.target().status(Site.name("sample"))
            #expect(status.health == .unhealthy)
            #expect(status.unfinished == "install")
            try await engine.setHealth("sample-db-1", .healthy)
            let outcome = try await site.target().resume(Site.name("sample"), progress: site.heard.sink)
            guard case .installed(let done) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(done.release == 1)
            #expect(try await site.target().status(Site.name("sample")).health == .healthy)
        }
    }

    @Test func aServiceThatEndsIsToldWithItsExitCode() async throws {
        try await StubEngine.run { engine in
            await engine.script(.service("job"), StubScript(exitCode: 3))
            let site = try Site(engine: engine.address)
            let problem = await site.problem { _ = try await site.install(application) }
            #expect(problem?.code == "service.unhealthy")
            #expect(problem?.found?.hasPrefix("it ended with exit code 3") == true)
            #expect(try await site.picture().containers["sample-web-1"] == nil)
        }
    }

    @Test func aContainerThatCannotStartIsExit14() async throws {
        try await StubEngine.run { engine in
            var script = StubScript()
            script.startFailure = "OCI runtime create failed: no such program"
            await engine.script(.service("web"), script)
            let site = try Site(engine: engine.address)
            let problem = await site.problem { _ = try await site.install(application) }
            #expect(problem?.exit == .step)
            #expect(problem?.message.contains("no such program") == true)
            #expect(problem?.message.hasPrefix("cannot start the container `sample-web-1`") == true)
            #expect(problem?.hint == "run `valise resume sample` to go on")
        }
    }

    @Test func aSecondValiseIsSentAway() async throws {
        try await StubEngine.run { engine in
            let site = try Site(engine: engine.address)
            let ledger = try Ledger(at: site.state, activity: "install other")
            defer { ledger.close() }
            let problem = await site.problem { _ = try await site.install(application) }
            #expect(problem?.code == "ledger.locked")
            #expect(try await site.picture().containers == [:])
        }
    }

    @Test func whenInterruptedItCanGoOn() async throws {
        try await StubEngine.run { engine in
            await engine.script(.service("db"), StubScript(health: .starting))
            let site = try Site(engine: engine.address)
            let work = Task { try await site.install(application) }
            let client = try await engine.client()
            while try await client.inspectContainer("sample-db-1")?.state.isRunning != true {
                try await Task.sleep(for: .milliseconds(20))
            }
            work.cancel()
            let problem = await site.problem { _ = try await work.value }
            #expect(problem?.code == "operation.interrupted")
            #expect(problem?.exit == .interrupted)
            #expect(problem?.hint == "run `valise resume sample` to go on")
            #expect(try site.target().unfinished() == [Site.name("sample")])
            try await engine.setHealth("sample-db-1", .healthy)
            _ = try await site.target().resume(Site.name("sample"), progress: site.heard.sink)
            #expect(try await site.target().status(Site.name("sample")).health == .healthy)
        }
    }

    @Test func withoutItsBundleAResumeSaysSo() async throws {
        try await StubEngine.run { engine in
            let site = try Site(engine: engine.address)
            let (desired, answers) = try application.desired()
            var source = try InstallationSource(application.bundle)
            source.path = site.folder.path.appending("gone.valise")
            await #expect(throws: PowerCut.Happened.self) {
                _ = try await site.target(observer: PowerCut(at: 2)).install(
                    desired, from: source, answers: answers, composeProfiles: [], profile: nil, progress: { _ in })
            }
            let problem = await site.problem {
                _ = try await site.target().resume(Site.name("sample"), progress: { _ in })
            }
            #expect(problem?.code == "bundle.gone")
            #expect(problem?.exit == .bundle)
            #expect(problem?.hint == "give its path: `valise resume sample --bundle FILE`")
            _ = try await site.target().resume(
                Site.name("sample"), source: InstallationSource(application.bundle), progress: { _ in })
            #expect(try await site.target().status(Site.name("sample")).health == .healthy)
        }
    }

    /// Layers over several parts are loaded; the ledger remembers the first part, and finds the others beside it.
    @Test func aBundleInPartsIsInstalledAndFoundAgain() async throws {
        let parted = try SampleApplication(volumes: .parts(of: 300))
        #expect(parted.path.lastComponent == "sample-1.0.0.valise.001")
        try await StubEngine.run { engine in
            let site = try Site(engine: engine.address)
            await #expect(throws: PowerCut.Happened.self) {
                _ = try await site.install(parted, on: site.target(observer: PowerCut(at: 2)))
            }
            _ = try await site.target().resume(Site.name("sample"), progress: { _ in })
            #expect(try await site.target().status(Site.name("sample")).health == .healthy)
        }
    }

    /// An image is told by its name, and what to do is said.
    @Test func aFullDiskOfTheEngine() async throws {
        try await StubEngine.run { engine in
            engine.inject(
                StubFault(
                    .answer(status: 500, message: "write /var/lib/x: no space left on device"), method: "POST",
                    path: "/images/create"))
            let site = try Site(engine: engine.address)
            let problem = await site.problem { _ = try await site.install(application) }
            #expect(problem?.exit == .step)
            #expect(problem?.message.contains("127.0.0.1") == false)
            #expect(problem?.message.hasPrefix("cannot load image `") == true)
            #expect(problem?.hint == "free space there, then run `valise resume sample`")
            #expect(problem?.consequence == "nothing was started, nothing was stopped")
            _ = try await site.target().resume(Site.name("sample"), progress: { _ in })
            #expect(try await site.target().status(Site.name("sample")).health == .healthy)
        }
    }

    @Test func aPortThatIsTakenSinceTheCheck() async throws {
        try await StubEngine.run { engine in
            engine.inject(
                StubFault(
                    .answer(
                        status: 500,
                        message:
                            "driver failed programming external connectivity: Bind for 127.0.0.1:18089 failed: port is already allocated"
                    ), method: "POST", path: "/start"))
            let site = try Site(engine: engine.address)
            let problem = await site.problem { _ = try await site.install(application) }
            #expect(problem?.exit == .step)
            #expect(
                problem?.hint
                    == "since the check, somebody has taken the port: free it and run `valise resume sample`, or run `valise install` again with another port (`--set`)"
            )
        }
    }

    /// A service that cannot become healthy is stopped until it is mended.
    @Test func whatCouldNotBeFinishedCanBeStopped() async throws {
        try await StubEngine.run { engine in
            await engine.script(.service("db"), StubScript(health: .unhealthy))
            let site = try Site(engine: engine.address)
            _ = await site.problem { _ = try await site.install(application, limit: 1) }
            let name = try Site.name("sample")
            let refused = await site.problem { _ = try await site.target().start(name, progress: { _ in }) }
            #expect(refused?.code == "installation.unfinished")
            _ = try await site.target().stop(name, progress: { _ in })
            #expect(try await site.picture().containers.values.allSatisfy { !$0.hasPrefix("running") })
            await engine.script(.service("db"), StubScript())
            _ = try await site.install(application)
            #expect(try await site.target().status(name).health == .healthy)
            _ = try await site.uninstall(data: .removed)
            #expect(try await site.picture().images == [])
        }
    }

    @Test func aPreviewIsWhatWillChange() async throws {
        try await StubEngine.run { engine in
            let site = try Site(engine: engine.address)
            _ = try await site.install(application)
            engine.forgetRequests()
            let source = try InstallationSource(application.bundle)
            let same = try await site.target().previewInstall(application.desired().state, from: source)
            #expect(same.changes == [])
            let other = try await site.target().previewInstall(
                application.desired(as: "sample", ["NOTE": "new"]).state, from: source)
            // What is made anew starts anew, and is waited for.
            #expect(
                other.changes == [
                    "createContainer:sample-db-1", "startContainer:sample-db-1", "waitFor:db/healthy",
                    "waitFor:db/ready",
                ])
            #expect(other.replacements == ["createContainer:sample-db-1"])
            var newer = try application.desired().state
            newer.version = try SampleApplication.name("2.0.0", Version.init)
            let refused = newer
            let problem = await site.problem {
                _ = try await site.target().previewInstall(refused, from: source)
            }
            #expect(problem?.code == "installation.other-version", "as `install` would")
            #expect(!engine.requests.contains { $0.method == "POST" || $0.method == "DELETE" })
        }
    }
}

extension Site {
    func problem(_ body: () async throws -> Void) async -> Problem? {
        do {
            try await body()
            Issue.record("nothing was thrown")
            return nil
        } catch let problem as Problem {
            return problem
        } catch {
            Issue.record("\(error)")
            return nil
        }
    }

    /// With a limit of so many seconds for each service.
    func install(_ application: SampleApplication, limit: Int) async throws -> InstallOutcome {
        var (desired, answers) = try application.desired()
        for index in desired.services.indices {
            desired.services[index].healthy = DesiredService.Limit(seconds: limit, source: "test")
        }
        return try await target().install(
            desired, from: InstallationSource(application.bundle), answers: answers, composeProfiles: [], profile: nil,
            progress: heard.sink)
    }
}

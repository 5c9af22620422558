import EngineClient
import HostAccess
import Ledger
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// Stopping and starting, hosts that are away, and hosts that go.
@Suite struct ClusterOperationTests {
    private let application: SampleApplication

    init() throws { application = try SampleApplication(compose: StubbedHosts.compose) }

    private func services(_ hosts: StubbedHosts) async throws -> [String: String] {
        let status = try await hosts.cluster().status(Site.name("sample"))
        return Dictionary(
            status.services.map { ($0.name.rawValue, "\($0.running)/\($0.desired)") }, uniquingKeysWith: { $1 })
    }

    @Test func itIsStoppedAndStarted() async throws {
        try await StubbedHosts.run { hosts in
            _ = try await hosts.install(application)
            let name = try Site.name("sample")
            #expect(try await services(hosts) == ["db": "1/1", "job": "1/1", "web": "2/2"])
            let stopped = try await hosts.cluster().stop(name, progress: { _ in })
            #expect(stopped.applied == ["stopService:sample_db", "stopService:sample_web"])
            #expect(try await services(hosts) == ["db": "0/1", "job": "1/1", "web": "0/2"])
            #expect(try await hosts.cluster().stop(name, progress: { _ in }).applied == [])
            let started = try await hosts.cluster().start(name, progress: { _ in })
            #expect(
                started.applied.filter { $0.hasPrefix("createService") } == [
                    "createService:sample_db", "createService:sample_web",
                ])
            #expect(try await services(hosts) == ["db": "1/1", "job": "1/1", "web": "2/2"])
            #expect(try await hosts.cluster().start(name, progress: { _ in }).applied == [])
            _ = try await hosts.uninstall()
        }
    }

    @Test func aJobThatFailedRunsAgain() async throws {
        try await StubbedHosts.run { hosts in
            for engine in hosts.engines { await engine.script(.service("sample_job"), StubScript(exitCode: 3)) }
            let problem = try await refused { _ = try await hosts.install(application) }
            #expect(problem?.code == "service.unhealthy")
            #expect(problem?.message == "gave up waiting for `job` to complete on installation `sample`")
            #expect(problem?.found?.contains("3") == true)
            #expect(problem?.hint == "run `valise logs sample job`, then `valise resume sample`")
            // Nothing has changed: it fails once more, and what is told is of this run.
            let again = try await refused { _ = try await hosts.resume() }
            #expect(again?.code == "service.unhealthy")

            for engine in hosts.engines { await engine.script(.service("sample_job"), StubScript(exitCode: 0)) }
            guard case .installed(let outcome) = try await hosts.resume() else {
                Issue.record("nothing was gone on with")
                return
            }
            #expect(outcome.applied.contains("createService:sample_job"))
            #expect(try await services(hosts) == ["db": "1/1", "job": "1/1", "web": "2/2"])
            #expect(try await hosts.install(application).change == .nothing)
            _ = try await hosts.uninstall()
        }
    }

    @Test func oneServiceIsRestarted() async throws {
        try await StubbedHosts.run { hosts in
            _ = try await hosts.install(application)
            let name = try Site.name("sample")
            let before = try await hosts.cluster().status(name)
            let service = try SampleApplication.service("web")
            let outcome = try await hosts.cluster().restart(name, service: service, progress: { _ in })
            #expect(
                outcome.applied.filter { $0.contains("Service") } == [
                    "createService:sample_web", "stopService:sample_web",
                ])
            let after = try await hosts.cluster().status(name)
            #expect(after.health == .healthy)
            for (old, new) in zip(before.services, after.services) {
                #expect((old.tasks.map(\.id) == new.tasks.map(\.id)) == (old.name != service))
            }
            // What has run to its end runs again only where it is named.
            let job = try SampleApplication.service("job")
            let again = try await hosts.cluster().restart(name, service: job, progress: { _ in })
            #expect(again.applied.first == "createService:sample_job")
            let unknown = try await refused {
                _ = try await hosts.cluster().stop(name, service: SampleApplication.service("wep"), progress: { _ in })
            }
            #expect(unknown?.code == "service.unknown")
            #expect(unknown?.hint == "did you mean `web`?")
            _ = try await hosts.uninstall()
        }
    }

    @Test func aHostThatIsAwayIsCleanedWhenItIsBack() async throws {
        try await StubbedHosts.run { hosts in
            let before = try await hosts.picture()
            _ = try await hosts.install(application)
            await hosts.engines[2].cut()
            var without = try hosts.cluster(without: [2])
            let third = try StubbedHosts.hostName(2)
            without.absent = [third: "no route to host"]
            let outcome = try await hosts.uninstall(on: without)
            #expect(outcome.awaits == [third])
            // It is remembered, and asked for again as long as it is away.
            let name = try Site.name("sample")
            #expect(try LedgerReader.open(at: hosts.state(0))?.openOperation(of: name)?.kind == .uninstall)
            guard case .uninstalled(let still) = try await hosts.resume(on: without) else {
                Issue.record("it is not gone on with")
                return
            }
            #expect(still.awaits == [third])
            await hosts.engines[2].mend()
            guard case .uninstalled(let last) = try await hosts.resume() else {
                Issue.record("it is not gone on with")
                return
            }
            #expect(last.awaits == [])
            #expect(try await hosts.picture() == before)
            #expect(try LedgerReader.open(at: hosts.state(0))?.installations() == [])
        }
    }

    /// Each host has a lane of its own: while one is busy with its card, the others load all that they need, and say so.
    @Test(.timeLimit(.minutes(2))) func aSlowHostHoldsUpNobodysReport() async throws {
        try await StubbedHosts.run { hosts in
            // The marker of the look at its files comes through; then nothing is ever said.
            hosts.engines[2].inject(
                StubFault(.hang, method: "POST", path: "/images/create", skipping: 1, times: .max))
            let installing = Task { try await hosts.install(application) }
            let loaded = { (host: String) in
                hosts.heard.all.count { event in
                    if case .ended(let stage, "loaded") = event {
                        stage.rawValue.hasPrefix("\(host)/image:")
                    } else {
                        false
                    }
                }
            }
            while loaded("h1") == 0 || loaded("h2") == 0 { try await Task.sleep(for: .milliseconds(10)) }
            #expect(loaded("h3") == 0)
            let waits = hosts.heard.all.contains { event in
                if case .began(let stage, _, _) = event { stage.rawValue.hasPrefix("h3/image:") } else { false }
            }
            #expect(waits, "what is waited for is told")
            // Nothing is started before it has its images, too.
            #expect(try await hosts.picture()[0].services == [])
            installing.cancel()
            await #expect(throws: (any Error).self) { _ = try await installing.value }
            hosts.engines[2].clearFaults()
            _ = try await hosts.resume()
            #expect(try await services(hosts) == ["db": "1/1", "job": "1/1", "web": "2/2"])
            _ = try await hosts.uninstall()
        }
    }

    @Test func aHostThatIsAwayHoldsUpWhatNeedsIt() async throws {
        try await StubbedHosts.run { hosts in
            let cut = PowerCut(at: 20)
            await #expect(throws: PowerCut.Happened.self) {
                _ = try await hosts.install(application, on: hosts.cluster(observer: cut))
            }
            var without = try hosts.cluster(without: [2])
            without.absent = [try StubbedHosts.hostName(2): "no route to host"]
            let found = try #require(try await refused { _ = try await hosts.resume(on: without) })
            #expect(found.code == "host.unreachable")
            #expect(found.message == "cannot work on host `h3`: it cannot be reached")
            #expect(found.found == "no route to host")
            #expect(
                found.hint
                    == "start it again, then run `valise resume sample`; where it will not come back, run `valise hosts rm h3 --lost`"
            )
            _ = try await hosts.resume()
            _ = try await hosts.uninstall()
        }
    }

    @Test func aHostIsTakenOut() async throws {
        try await StubbedHosts.run { hosts in
            _ = try await hosts.install(application)
            let third = try StubbedHosts.hostName(2)
            // A container of a task that has ended, which its engine has not come to yet.
            let client = try await hosts.engines[2].client()
            let running = try #require(try await client.listContainers(.running).first)
            var ended = ContainerSpecification(image: running.imageID)
            ended.labels = running.labels
            _ = try await client.createContainer(name: "ended", specification: ended)
            let removal = try await hosts.cluster().remove(third, .here, progress: { _ in })
            #expect(removal.stranded == [])
            #expect(removal.leaves.filter { $0.kind == .image } == [])
            let picture = try await hosts.picture()[2]
            #expect(picture.swarm == "inactive ")
            #expect(picture.images == [])
            #expect(picture.files == [])
            #expect(try LedgerReader.open(at: hosts.state(0))?.hosts().map(\.host.name.rawValue) == ["h1", "h2"])
            // What ran there runs elsewhere.
            #expect(try await services(hosts)["web"] == "2/2")
            let found = try #require(
                try await refused {
                    _ = try await hosts.cluster(without: [2]).remove(
                        StubbedHosts.hostName(1), .here, progress: { _ in })
                })
            #expect(found.code == "host.in-use")
            #expect(found.message == "cannot take out host `h2`: `web` of `sample` can run nowhere else")
            let own = try #require(
                try await refused {
                    _ = try await hosts.cluster(without: [2]).remove(
                        StubbedHosts.hostName(0), .here, progress: { _ in })
                })
            #expect(own.code == "host.drives")
            _ = try await hosts.uninstall(on: hosts.cluster(without: [2]))
        }
    }

    /// What was on it as on every host is not missed.
    @Test func whatIsEverywhereIsOneLess() async throws {
        let everywhere = try SampleApplication(
            compose: """
                services:
                  edge:
                    image: sample-web:1
                    command: ["/bin/sh", "-c", "exec httpd -f -p 80 -h /www"]
                    deploy: { mode: global }

                """)
        try await StubbedHosts.run { hosts in
            _ = try await hosts.install(everywhere)
            #expect(try await services(hosts) == ["edge": "3/3"])
            let third = try StubbedHosts.hostName(2)
            _ = try await hosts.cluster().remove(third, .here, progress: { _ in })
            let status = try await hosts.cluster(without: [2]).status(Site.name("sample"))
            #expect(status.health == .healthy)
            #expect(try await services(hosts) == ["edge": "2/2"])
            _ = try await hosts.uninstall(on: hosts.cluster(without: [2]))
        }
    }

    /// One manager of three is lost for ever, together with the ledger that it held.
    @Test func aLostManagerIsForgotten() async throws {
        try await StubbedHosts.run { hosts in
            _ = try await hosts.install(application)
            await hosts.engines[0].cut()
            let first = try StubbedHosts.hostName(0)
            var second = try hosts.cluster(from: 1, without: [0])
            second.absent = [first: "no route to host"]
            try await second.fetchLedger()
            let removal = try await second.remove(first, .lost, progress: { _ in })
            #expect(removal.stranded.map(\.service.rawValue) == ["db"])
            let reader = try #require(try LedgerReader.open(at: hosts.state(1)))
            #expect(try reader.holder()?.rawValue == "h2")
            #expect(try reader.hosts().map(\.host.name.rawValue) == ["h2", "h3"])
            #expect(try await second.status(Site.name("sample")).hosts.map(\.name.rawValue) == ["h2", "h3"])
        }
    }
}

import EngineClient
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// What an application is told and when, on a real engine: hooks, signals, names, what is made anew and what goes.
@Suite(.serialized, .enabled(if: RealEngine.isThere, RealEngine.missing))
struct HostBehaviourTests {
    private let site: Site
    private let client: EngineClient
    private let before: Picture

    init() async throws {
        site = try Site(engine: RealEngine.address())
        client = try await EngineClient.connect(to: site.engine)
        before = try await site.picture()
    }

    private func nothingIsLeft(_ place: SourceLocation = #_sourceLocation) async throws {
        let after = try await site.picture()
        #expect(after == before, "\(after)\nis not\n\(before)", sourceLocation: place)
    }

    private func ids() async throws -> [String: String] { try await site.picture().ids }

    private func log() async throws -> [String] {
        try await client.shell("sample-reader-1", "cat /out/log").output.split(separator: "\n").map(String.init)
    }

    /// Containers that are run by one shell each; `reader` is never touched and reads what the others wrote.
    private func compose(_ services: String) -> String {
        """
        services:
          reader:
            image: sample-web:1
            command: ["/bin/sh", "-c", "exec sleep 100000"]
            stop_signal: SIGKILL
            volumes: [shared:/out]
        \(services)
        volumes: { shared: {} }

        """
    }

    private static let hooks = """
          db:
            image: registry.example.com:5000/team/sample-db:7
            command: ["/bin/sh", "-c", "exec sleep ${NOTE}"]
            stop_signal: SIGKILL
          web:
            image: sample-web:1
            command: ["/bin/sh", "-c", "exec sleep 100000"]
            stop_signal: SIGKILL
            working_dir: /www
            volumes: [shared:/out]
            depends_on: { db: { condition: service_started, restart: true } }
            post_start:
              - { command: ["/bin/sh", "-c", "echo first $$PWD $$(id -u) >>/out/log; chmod 666 /out/log"] }
              - command: ["/bin/sh", "-c", "echo second $$PWD $$(id -u) $$WORD >>/out/log"]
                user: "7:8"
                working_dir: /bin
                environment: [WORD=given]
            pre_stop:
              - { command: ["/bin/sh", "-c", "echo last >>/out/log"] }
              - { command: ["/bin/sh", "-c", "exit 3"] }
        """

    @Test func hooksRunAroundEveryRun() async throws {
        let application = try SampleApplication(
            .busybox, compose: compose(Self.hooks))
        let name = try Site.name("sample")
        let started = ["first /www 0", "second /bin 7 given"]
        _ = try await site.install(application, ["NOTE": "1000"])
        #expect(try await log() == started)
        #expect(try await site.install(application, ["NOTE": "1000"]).change == .nothing)
        #expect(try await log() == started)
        _ = try await site.target().restart(name, service: SampleApplication.service("web"), progress: site.heard.sink)
        #expect(try await log() == started + ["last"] + started)
        let failed = site.heard.all.compactMap { event -> Problem? in
            if case .warning(let problem) = event { return problem }
            return nil
        }
        #expect(failed.map(\.code) == ["hook.failed"])
        #expect(failed.first?.found == "exit code 3")
        // What it depends on is made anew: it is stopped and started, as it would be by itself.
        let web = try await ids()["sample-web-1"]
        _ = try await site.install(application, ["NOTE": "2000"])
        #expect(try await ids()["sample-web-1"] == web)
        #expect(try await log() == started + ["last"] + started + ["last"] + started)
        _ = try await site.uninstall(data: .removed)
        try await nothingIsLeft()
    }

    @Test func aPostStartHookThatFailsIsTold() async throws {
        let broken = Self.hooks.replacing("echo second", with: "echo no such table >&2; exit 5; echo second")
        let application = try SampleApplication(.busybox, compose: compose(broken))
        let problem = await site.problem { _ = try await site.install(application, ["NOTE": "1000"]) }
        #expect(problem?.code == "hook.failed")
        #expect(problem?.exit == .step)
        #expect(problem?.message == "cannot run the post-start hook 2 of service `web` in `sample-web-1`")
        #expect(problem?.found == "exit code 5:\nno such table\n")
        #expect(problem?.hint == "run `valise logs sample web`, then `valise resume sample`")
        _ = try await site.uninstall(data: .removed)
        try await nothingIsLeft()
    }

    private static let processes = """
          polite:
            image: sample-web:1
            command: ["/bin/sh", "-c", "trap 'echo usr1 >>/out/log; exit 4' USR1; while :; do sleep 0.1; done"]
            stop_signal: SIGUSR1
            volumes: [shared:/out]
          deaf:
            image: sample-web:1
            command: ["/bin/sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"]
            stop_grace_period: 1s
          reaped:
            image: sample-web:1
            command: ["/bin/sh", "-c", "exec sleep 100000"]
            init: true
            ipc: shareable
          with:
            image: sample-web:1
            command: ["/bin/sh", "-c", "exec sleep 100000"]
            stop_signal: SIGKILL
            ipc: service:reaped
            network_mode: none
            env_file: [./with.env, { path: ./missing.env, required: false }]
          host:
            image: sample-web:1
            command: ["/bin/sh", "-c", "exec sleep 100000"]
            stop_signal: SIGKILL
            network_mode: host
            pid: host
        """

    @Test func processesAreAsAskedFor() async throws {
        let application = try SampleApplication(
            .busybox, compose: compose(Self.processes), files: ["with.env": "GREETING='hello ${SITE}'\nTWO=${SITE}2\n"])
        _ = try await site.install(application)
        try await client.expect("sample-reaped-1", "grep -q init /proc/1/comm")
        try await client.expect("sample-with-1", "! grep -q init /proc/1/comm")
        // The file is in the bundle, and nowhere on the target.
        #expect(try await site.picture().files.allSatisfy { !$0.contains("with.env") })
        try await client.expect("sample-with-1", "test \"$GREETING\" = 'hello ${SITE}' && test \"$TWO\" = here2")
        try await client.expect("sample-with-1", "test $(grep -c : /proc/net/dev) = 1")
        let ipc = try await client.shell("sample-reaped-1", "readlink /proc/self/ns/ipc").output
        try await client.expect("sample-with-1", "test $(readlink /proc/self/ns/ipc) = \(ipc)")
        try await client.expect("sample-deaf-1", "test $(readlink /proc/self/ns/ipc) != \(ipc)")
        let network = try await client.shell("sample-deaf-1", "readlink /proc/self/ns/net").output
        try await client.expect("sample-host-1", "test $(readlink /proc/self/ns/net) != \(network)")
        try await client.expect("sample-host-1", "grep -sl dockerd /proc/[0-9]*/comm | grep -q proc")

        let clock = ContinuousClock()
        let began = clock.now
        let name = try Site.name("sample")
        for service in ["polite", "deaf"] {
            _ = try await site.target().stop(
                name, service: SampleApplication.service(service), progress: site.heard.sink)
        }
        let taken = clock.now - began
        #expect(taken > .seconds(1) && taken < .seconds(9), "the engine's own limit is 10 s: \(taken)")
        #expect(try await client.inspectContainer("sample-polite-1")?.state.exitCode == 4)
        #expect(try await client.inspectContainer("sample-deaf-1")?.state.exitCode == 137)
        #expect(try await log() == ["usr1"])
        _ = try await site.uninstall(data: .removed)
        try await nothingIsLeft()
    }

    private static let changing = """
          web:
            image: sample-web:1
            command: ["/bin/sh", "-c", "exec sleep 100000"]
            stop_signal: SIGKILL
            environment: { NOTE: "${NOTE}" }
          peer:
            image: registry.example.com:5000/team/sample-db:7
            command: ["/bin/sh", "-c", "exec sleep 100000"]
            stop_signal: SIGKILL
            network_mode: service:web
          many:
            image: registry.example.com:5000/team/sample-db:7
            command: ["/bin/sh", "-c", "trap 'echo one ended >>/out/log; exit' TERM; while :; do sleep 0.1; done"]
            volumes: [shared:/out]
            pre_stop: [{ command: ["/bin/sh", "-c", "echo one ends >>/out/log"] }]
            scale: 2
        """

    private static let old = """
          old:
            image: registry.example.com:5000/team/sample-db:7
            command: ["/bin/sh", "-c", "trap 'echo old ended >>/out/log; exit' TERM; while :; do sleep 0.1; done"]
            volumes: [shared:/out]
        """

    /// The names of the containers that are others than before; those that are gone or new are others, too.
    private func changes(since ids: [String: String]) async throws -> [String] {
        let now = try await self.ids()
        return Set(now.keys).union(ids.keys).filter { now[$0] != ids[$0] }.sorted()
    }

    @Test func whatHasChangedIsMadeAnew() async throws {
        let application = try SampleApplication(.busybox, compose: compose(Self.changing))
        _ = try await site.install(application)
        var known = try await ids()
        #expect(try await site.install(application).change == .nothing)
        #expect(try await changes(since: known) == [])

        _ = try await site.install(application, ["NOTE": "other"])
        #expect(try await changes(since: known) == ["sample-peer-1", "sample-web-1"], "one shares the other's network")
        known = try await ids()

        // Another image under the same name: what runs it is made anew, the others are not touched.
        let newer = try SampleApplication(.busybox, compose: compose(Self.changing), page: "hello again")
        _ = try await site.install(newer, ["NOTE": "other"])
        #expect(
            try await changes(since: known) == ["sample-peer-1", "sample-reader-1", "sample-web-1"])
        try await client.expect("sample-web-1", "grep -qx 'hello again' /www/index.html")
        _ = try await site.uninstall(data: .removed)
        try await nothingIsLeft()
    }

    /// What the definition has no more is stopped as it asked to be, and only then removed.
    @Test func whatHasGoneFromTheDefinitionGoes() async throws {
        _ = try await site.install(
            try SampleApplication(.busybox, compose: compose(Self.changing + "\n" + Self.old)))
        let known = try await ids()
        let without = compose(Self.changing.replacing("scale: 2", with: "scale: 1"))
        _ = try await site.install(try SampleApplication(.busybox, compose: without))
        #expect(try await changes(since: known) == ["sample-many-2", "sample-old-1"])
        #expect(try await log() == ["one ends", "one ended", "old ended"])

        let more = without.replacing("scale: 1", with: "scale: 3")
        let one = try await ids()
        _ = try await site.install(try SampleApplication(.busybox, compose: more))
        #expect(try await changes(since: one) == ["sample-many-2", "sample-many-3"])
        _ = try await site.uninstall(data: .removed)
        try await nothingIsLeft()
    }
}

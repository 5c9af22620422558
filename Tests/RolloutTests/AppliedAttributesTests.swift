import EngineClient
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// Attributes of which only a real engine shows that they are applied.
@Suite(.serialized, .enabled(if: RealEngine.isThere, RealEngine.missing))
struct AppliedAttributesTests {
    private static let compose = """
        services:
          job:
            image: sample-web:1
            command: ["/bin/sh", "-c", "sleep 1; echo done >/out/job"]
            volumes: [shared:/out]
          web:
            image: sample-web:1
            container_name: my-web
            command: ["/bin/sh", "-c", "test -e /out/job && exec sleep 111111"]
            depends_on: { job: { condition: service_completed_successfully } }
            stop_signal: SIGKILL
            stop_grace_period: 3s
            environment: { HERE: "${SITE}" }
            tmpfs: ["/run:size=1m"]
            volumes: [shared:/out, "./config:/etc/app:ro", /anonymous]
            configs: [{ source: motd, target: /etc/motd, mode: 0440, uid: "7", gid: "8" }]
            secrets: [{ source: key, uid: "9", mode: 0400 }]
            links: ["db:database"]
          db:
            image: registry.example.com:5000/team/sample-db:7
            command: ["/bin/sh", "-c", "exec sleep 222222"]
            stop_signal: SIGKILL
            scale: 2
          peer:
            image: sample-web:1
            command: ["/bin/sh", "-c", "exec sleep 333333"]
            stop_signal: SIGKILL
            network_mode: service:web
            pid: service:web
            ipc: host
            volumes_from: ["web:ro"]
        volumes: { shared: {} }
        configs: { motd: { content: "hello ${SITE}" } }
        secrets: { key: { environment: PASSWORD } }

        """

    /// Each a command that ends with 0 in this container.
    private static let probes = [
        ("my-web", "grep -qx 'hello here' /etc/motd"),
        ("my-web", "test \"$(stat -c '%a %u %g' /etc/motd)\" = '440 7 8'"),
        ("my-web", "test \"$(stat -c '%a %u' /run/secrets/key)\" = '400 9'"),
        ("my-web", "grep -q . /run/secrets/key"), ("my-web", "test $HERE = here"),
        ("my-web", "grep -q ' /run tmpfs .*size=1024k' /proc/mounts"),
        ("my-web", "grep -q ' /anonymous ' /proc/mounts"), ("my-web", "grep -qx 'name = here' /etc/app/site.conf"),
        ("my-web", "! touch /etc/app/x"), ("my-web", "nslookup database 127.0.0.11 | grep -q 'Address.*[0-9]$'"),
        ("sample-peer-1", "tr '\\0' ' ' </proc/1/cmdline | grep -q 111111"),
        ("sample-peer-1", "test -e /out/job && ! touch /out/x"),
        ("sample-peer-1", "test \"$(cat /proc/net/fib_trie)\" = \"$(cat /proc/1/net/fib_trie)\""),
        ("sample-db-2", "tr '\\0' ' ' </proc/1/cmdline | grep -q 222222"),
    ]

    @Test func areInTheContainers() async throws {
        let address = try RealEngine.address()
        let site = try Site(engine: address)
        let before = try await site.picture()
        _ = try await site.install(try SampleApplication(.busybox, compose: Self.compose))
        let up = try await site.picture()
        #expect(
            up.containers.keys.sorted() == ["my-web", "sample-db-1", "sample-db-2", "sample-job-1", "sample-peer-1"])
        let client = try await EngineClient.connect(to: address)
        for (container, command) in Self.probes {
            try await client.expect(container, command)
        }
        // One instance less, and a service less: what is too much goes.
        let fewer = Self.compose.replacing("scale: 2", with: "scale: 1").replacing(
            "container_name: my-web\n", with: "container_name: our-web\n")
        _ = try await site.install(try SampleApplication(.busybox, compose: fewer))
        #expect(
            try await site.picture().containers.keys.sorted() == [
                "our-web", "sample-db-1", "sample-job-1", "sample-peer-1",
            ])
        _ = try await site.uninstall(data: .removed)
        #expect(try await site.picture() == before)
    }
}

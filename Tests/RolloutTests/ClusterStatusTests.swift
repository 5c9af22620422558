import EngineClient
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// What `status` says of several hosts, whatever has become of them.
@Suite struct ClusterStatusTests {
    private func service(_ status: ClusterStatus, _ name: String) throws -> ClusterStatus.Service {
        try #require(status.services.first { $0.name.rawValue == name })
    }

    private func host(_ status: ClusterStatus, _ name: String) throws -> ClusterStatus.Host {
        try #require(status.hosts.first { $0.name.rawValue == name })
    }

    private func places(_ status: ClusterStatus, _ name: String) throws -> [String] {
        try service(status, name).tasks.compactMap { $0.host?.rawValue }
    }

    private func name(_ text: String) throws -> HostName { try #require(HostName(text)) }

    private let noWay = Problem(
        "ssh.unreachable", .prerequisite, "cannot reach the host `h3` (root@h3): it does not answer",
        hint: "see whether it is switched on")

    @Test func allIsWell() async throws {
        try await StubHosts.run { site in
            let status = try await site.status { $0.health == .healthy }
            #expect(status.hosts.map(\.name.rawValue) == ["h1", "h2", "h3"])
            #expect(status.hosts.allSatisfy { $0.state == "ready" && $0.role == .manager && $0.reason == nil })
            #expect(status.hosts.count { $0.isLeader } == 1)
            #expect(try places(status, "web") == ["h1", "h2"])
            #expect(try places(status, "db") == ["h3"])
            #expect(try places(status, "edge") == ["h1", "h2", "h3"])
            #expect(status.trouble == nil && status.services.allSatisfy { $0.reason == nil && $0.hint == nil })
        }
    }

    @Test func anEngineThatIsDeadIsNamedAndWhatItHoldsUp() async throws {
        try await StubHosts.run { site in
            _ = try await site.status { $0.health == .healthy }
            await site.engines[2].die()
            let status = try await site.status { status in
                status.services.first { $0.name.rawValue == "db" }?.running == 0
            }
            let away = try host(status, "h3")
            #expect(away.state == "down" && away.role == .manager && away.health == .unhealthy)
            #expect(away.reason?.hasPrefix("cannot reach the engine at unix://") == true, "\(away)")
            #expect(away.hint?.hasPrefix("start the engine") == true, "\(away)")
            let db = try service(status, "db")
            #expect(db.health == .unhealthy)
            #expect(db.reason == "its data or its company keeps it on one host, and `h3` is down")
            #expect(db.hint == "bring `h3` back")
            let edge = try service(status, "edge")
            #expect(edge.running == 2 && edge.desired == 3 && edge.health == .unhealthy)
            #expect(edge.reason == "it runs on each of 3 hosts, and `h3` is down")
            #expect(try service(status, "web").health == .healthy)
            #expect(status.health == .unhealthy && status.trouble == nil)

            try await site.engines[2].restart()
            let after = try await site.status { $0.health == .healthy }
            #expect(try places(after, "db") == ["h3"])
        }
    }

    @Test func aHostThatWasTakenOffTheListIsRemembered() async throws {
        try await StubHosts.run { site in
            _ = try await site.status { $0.health == .healthy }
            await site.engines[2].die()
            try site.forget(try name("h3"))
            let status = try await site.status(["h1", "h2"]) { status in
                status.services.first { $0.name.rawValue == "db" }?.running == 0
            }
            #expect(status.hosts.map(\.name.rawValue) == ["h1", "h2"])
            #expect(try service(status, "db").reason == "it was placed on `h3`, no host of this target any more")
            #expect(try service(status, "edge").reason == "it was placed on `h3`, no host of this target any more")
            #expect(try service(status, "edge").hint == "`valise install FILE` places it anew")
        }
    }

    @Test func aHostWithoutAWayIsKnownByItsAddress() async throws {
        try await StubHosts.run { site in
            _ = try await site.status { $0.health == .healthy }
            // Only the way from here is gone: the cluster has it, and so has status.
            let unreachable = [try name("h3"): noWay]
            let alone = try await site.status(["h1", "h2"], unreachable: unreachable)
            let third = try host(alone, "h3")
            #expect(third.state == "unreachable" && third.role == .manager && third.health == .unhealthy)
            #expect(third.reason == noWay.message && third.hint == noWay.hint)
            #expect(alone.hosts.map(\.name.rawValue) == ["h1", "h2", "h3"])
            #expect(try places(alone, "db") == ["h3"] && service(alone, "db").health == .healthy)
            #expect(alone.health == .unhealthy)

            await site.engines[1].cut()
            let second = try name("h2")
            let moved = try await site.status(["h1", "h3"], unreachable: [second: noWay]) { status in
                status.services.first { $0.name.rawValue == "web" }?.tasks.map { $0.host?.rawValue } == ["h1", "h1"]
            }
            #expect(try host(moved, "h2").state == "down")
            #expect(try service(moved, "web").health == .healthy)
        }
    }

    @Test func whatNoOtherHostMayRunIsSaid() async throws {
        try await StubHosts.run { site in
            _ = try await site.status { $0.health == .healthy }
            // One of three stays; with two of them away nobody leads, so they go one after the other.
            let client = try await site.engines[2].client()
            for name in ["h1", "h2"] {
                let node = try #require(try await client.inspectNode(name))
                var specification = node.specification
                specification.availability = .drain
                try await client.updateNode(node.id, version: node.version, specification: specification)
            }
            let status = try await site.status { status in
                status.services.first { $0.name.rawValue == "web" }?.running == 0
            }
            let web = try service(status, "web")
            #expect(web.reason?.hasPrefix("no suitable node (") == true, "\(web)")
            #expect(web.hint == "see `valise hosts ls`")
        }
    }

    @Test func withoutALeaderContainersAreCounted() async throws {
        try await StubHosts.run { site in
            _ = try await site.status { $0.health == .healthy }
            await site.engines[1].cut()
            _ = try await site.status(["h1", "h3"]) { status in
                status.services.first { $0.name.rawValue == "web" }?.running == 2
                    && status.services.first { $0.name.rawValue == "edge" }?.running == 2
            }
            await site.engines[2].cut()
            let unreachable = [try name("h2"): noWay, try name("h3"): noWay]
            let status = try await site.status(["h1"], unreachable: unreachable)
            #expect(status.trouble?.code == "cluster.no-leader")
            #expect(
                status.trouble?.hint
                    == "bring as many of `h2`, `h3` back as make more than half of the managers; \(ManagerSeat.wayOut)")
            #expect(status.health == .unhealthy)
            #expect(try host(status, "h1").state == "unknown" && host(status, "h1").role == .manager)
            #expect(try host(status, "h2").state == "unreachable")
            #expect(try places(status, "web") == ["h1", "h1"])
            #expect(try service(status, "web").health == .healthy)
            #expect(try places(status, "edge") == ["h1"])
            #expect(try service(status, "edge").running == 1 && service(status, "edge").desired == 3)
            #expect(
                try service(status, "db").reason
                    == "its data or its company keeps it on one host, and `h3` is unreachable")

            await site.engines[1].mend()
            await site.engines[2].mend()
            _ = try await site.status { $0.health == .healthy && $0.trouble == nil }
        }
    }

    @Test func anotherManagerIsAskedWhereOneFails() async throws {
        try await StubHosts.run { site in
            _ = try await site.status { $0.health == .healthy }
            site.engines[0].inject(StubFault(.dropBefore, method: "GET", path: "/nodes", times: 100))
            let status = try await site.status()
            #expect(status.trouble == nil && status.health == .healthy)
            // And one that goes while it is looked at is one that is away.
            site.engines[1].inject(StubFault(.dropBefore, method: "GET", path: "/info", times: 100))
            let less = try await site.status()
            #expect(try host(less, "h2").state == "unreachable")
            #expect(try host(less, "h2").reason != nil)
            #expect(try service(less, "web").running == 2)
        }
    }

    @Test(.timeLimit(.minutes(1))) func whoeverIsSilentIsNotWaitedForLong() async throws {
        try await StubHosts.run { site in
            _ = try await site.status { $0.health == .healthy }
            let patience = Patience(limit: .milliseconds(300))
            // One that takes the question and never answers; the calls themselves would wait for a minute.
            site.engines[1].inject(StubFault(.hang, method: "GET", path: "/info", times: 100))
            let less = try await site.status(within: patience)
            #expect(try host(less, "h2").state == "unreachable")
            #expect(
                try host(less, "h2").reason == "the engine of the host `h2` does not answer within 0.3 seconds")
            #expect(try host(less, "h2").hint != nil)
            #expect(less.trouble == nil)
            #expect(try service(less, "web").running == 2)

            // Managers that wait for a leader in vain: what can be seen of containers counts.
            for engine in site.engines { engine.inject(StubFault(.hang, method: "GET", path: "/swarm", times: 100)) }
            let none = try await site.status(within: patience)
            #expect(none.trouble?.code == "cluster.no-leader")
            #expect(try service(none, "db").running == 1)

            // And one that is silent after the first questions does not keep the others from telling.
            for engine in site.engines { engine.clearFaults() }
            site.engines[0].inject(StubFault(.hang, method: "GET", path: "/nodes", times: 100))
            let told = try await site.status(within: patience)
            #expect(told.trouble == nil && told.health == .healthy)
        }
    }
}

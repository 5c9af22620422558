import Planning
import Testing
import Vocabulary

/// The rules of several hosts, and what is said where one is in the way.
@Suite struct ClusterPlaceTests {
    typealias Scheduling = DesiredService.Scheduling
    static let port = DesiredService.PublishedPort(number: 80, transport: "tcp", mode: .host)

    static func service(
        _ name: String, _ constraints: [String] = [], count: Int = 1, together: [String] = [], binds: [String] = [],
        _ change: (inout Scheduling) -> Void = { _ in }
    ) -> DesiredService {
        var scheduling = Scheduling()
        change(&scheduling)
        return PlaceTests.service(
            name, constraints, together: together, binds: binds, count: count, scheduling: scheduling)
    }
    static func hosts(_ count: Int) -> [TargetHost] { (1...count).map { PlaceTests.host("h\($0)") } }
    static func sets(_ services: [DesiredService], on hosts: [TargetHost]) throws -> [String] {
        try place(PlaceTests.state(services), on: hosts).services.map { assignment in
            "\(assignment.service) \(assignment.kind) \(assignment.hosts.map(\.rawValue).joined(separator: ","))"
        }
    }
    static func refusals(_ services: [DesiredService], on hosts: [TargetHost]) -> [Problem] {
        problems { _ = try place(PlaceTests.state(services), on: hosts) }
    }
    static let web = "node.labels.site.role == web"
    static let three = PlaceTests.three

    // MARK: What holds

    @Test func globalServicesRunOnEveryHostThatTheyMay() throws {
        let services = [
            Self.service("lb") { $0.mode = .global }, Self.service("edge", [Self.web]) { $0.mode = .global },
        ]
        #expect(try Self.sets(services, on: Self.three) == ["lb everywhere h1,h2,h3", "edge everywhere h1,h3"])
    }

    @Test func portsOfHostsAreSharedOut() throws {
        let services = [
            Self.service("a", count: 2) { $0.ports = [Self.port] }, Self.service("b") { $0.ports = [Self.port] },
            Self.service("c"),
        ]
        #expect(
            try Self.sets(services, on: Self.hosts(4)) == [
                "a candidates h1,h2", "b candidates h3,h4", "c candidates h1,h2,h3,h4",
            ])
        let placement = try place(PlaceTests.state(services), on: Self.hosts(4))
        #expect(placement.services[0].reasons == ["port 80/tcp of its hosts, which `b` publishes too"])
    }

    @Test func aPortThatOneServicePublishesIsInNobodysWay() throws {
        let services = [Self.service("a", count: 2) { $0.ports = [Self.port] }]
        #expect(try Self.sets(services, on: Self.hosts(3)) == ["a candidates h1,h2,h3"])
    }

    @Test func theFirstChoiceIsTakenBackWhereAnotherNeedsTheHost() throws {
        let hosts = [PlaceTests.host("h1", ["site.role=web"]), PlaceTests.host("h2")]
        let services = [
            Self.service("free") { $0.ports = [Self.port] },
            Self.service("bound", [Self.web]) { $0.ports = [Self.port] },
        ]
        #expect(try Self.sets(services, on: hosts) == ["free candidates h2", "bound candidates h1"])
    }

    @Test func whatIsReservedDecides() throws {
        let hosts = [
            PlaceTests.host("h1", memory: 2, cpus: 2), PlaceTests.host("h2", memory: 4, cpus: 1),
            PlaceTests.host("h3"),
        ]
        let services = [
            Self.service("big") { $0.memory = ByteCount(3 << 30) },
            Self.service("fast") { $0.nanoCPUs = 1_500_000_000 },
            Self.service("db", ["node.hostname != h3"], binds: ["app_db:/d"]) { $0.memory = ByteCount(4 << 30) },
        ]
        #expect(
            try Self.sets(services, on: hosts) == ["big candidates h3", "fast candidates h1,h3", "db pinned h2"])
    }

    @Test func whoSharesDataSharesTheHost() throws {
        let services = [
            Self.service("db", binds: ["app_db:/d"]), Self.service("dump", binds: ["app_db:/d"]),
            Self.service("files", binds: ["@data@/files:/f"]),
            Self.service("thumbs", ["node.hostname == h3"], binds: ["@data@/files/thumbs:/t"]),
            Self.service("other", binds: ["@data@/file:/f"]),
        ]
        #expect(
            try Self.sets(services, on: Self.three) == [
                "db pinned h1", "dump pinned h1", "files pinned h3", "thumbs pinned h3", "other pinned h2",
            ])
        let placement = try place(PlaceTests.state(services), on: Self.three)
        #expect(
            placement.services[3].reasons == [
                "`node.hostname == h3`", "data of its own: `files/thumbs`", "together with `files`",
            ])
    }

    @Test func whatIsSpreadIsKeptAsAnIntent() throws {
        let services = [Self.service("web") { $0.spread = ["node.labels.rack"] }]
        let placement = try place(PlaceTests.state(services), on: Self.three)
        #expect(placement.services[0].spread == ["node.labels.rack"])
        #expect(placement.services[0].hosts.count == 3)
        #expect(!placement.notes.contains { $0.message.contains("rack") })
    }

    @Test func aLoneHostIsNotJudgedByTheRulesOfSeveral() throws {
        let services = [
            Self.service("a", count: 3) {
                $0.ports = [Self.port]
                $0.maximumPerHost = 1
                $0.memory = ByteCount(100 << 30)
            }, Self.service("b") { $0.ports = [Self.port] },
            Self.service("side", together: ["a"]) { $0.mode = .global },
        ]
        let placement = try place(PlaceTests.state(services), on: [PlaceTests.host("h1", ["x=y"], memory: 1)])
        #expect(placement.services.allSatisfy { $0.hosts.map(\.rawValue) == ["h1"] })
        #expect(placement.notes == [])
    }

    @Test func rolesAndPlatformsAsStated() throws {
        let destination = try #require(SSHDestination("h"))
        let inventory = (1...4).map { number in
            InventoryHost(
                name: .named("h\(number)"), address: .named("10.0.0.\(number)"),
                access: number == 4 ? .local : .ssh(destination, key: nil),
                stated: .init(platform: number == 1 ? Platform("linux/arm64") : nil))
        }
        #expect(TargetHost.stated(inventory).map(\.role) == [.manager, .manager, .worker, .manager])
        #expect(TargetHost.stated(Array(inventory.prefix(2))).map(\.role) == [.manager, .worker])
        // Who drives may change; who is a manager stays one.
        let present: Set<HostName> = [.named("h2"), .named("h3")]
        #expect(TargetHost.stated(inventory, managers: present).map(\.role) == [.worker, .manager, .manager, .manager])
        #expect(TargetHost.stated(Array(inventory.prefix(2)), managers: present).map(\.role) == [.worker, .manager])
        let hosts = TargetHost.stated(inventory)
        #expect(try Self.sets([Self.service("web")], on: hosts) == ["web candidates h2,h3,h4"])
        let found = Self.refusals([Self.service("arm", ["node.platform.arch == amd64"])], on: Array(hosts.suffix(3)))
        #expect(
            found.first?.found?.hasPrefix(
                "h2 is of a platform that is not known, asked for is `node.platform.arch == amd64`") == true)
    }

    // MARK: What does not

    static let refused: [(String, [DesiredService], [TargetHost], String, String, String?)] = [
        (
            "place.too-few-hosts",
            [
                service("web", [web], count: 5) { $0.maximumPerHost = 2 }
            ], three, "service `web` is to run 5 times, at most 2 on a host", "2: h1, h3",
            "`valise hosts label h2 site.role=web`"
        ),
        (
            "place.too-few-hosts", [service("web", count: 4) { $0.ports = [port] }], three,
            "service `web` is to run 4 times, at most 1 on a host", "3: h1, h2, h3",
            "fewer `replicas` in the Compose file, or more hosts"
        ),
        (
            "place.port-conflict",
            [service("a", [web], count: 2) { $0.ports = [port] }, service("b", [web]) { $0.ports = [port] }], three,
            "`a`, `b` publish port 80/tcp of their hosts, and there are too few hosts for that",
            "`a` 2 times on h1, h3; `b` on h1, h3", "`valise hosts label h2 site.role=web`"
        ),
        (
            "place.port-conflict",
            [
                service("lb") {
                    $0.mode = .global
                    $0.ports = [port]
                }, service("b") { $0.ports = [port] },
            ], hosts(2), "`lb`, `b` publish port 80/tcp of their hosts, and there are too few hosts for that",
            "`lb` on each of h1, h2; `b` on h1, h2",
            "give one of them another port, or publish it by the cluster (`mode: ingress`), in the Compose file"
        ),
        (
            "place.port-conflict",
            [
                service("lb") {
                    $0.mode = .global
                    $0.ports = [port]
                },
                service("edge", [web]) {
                    $0.mode = .global
                    $0.ports = [port]
                },
            ], three, "`edge` and `lb` run on every host and publish port 80/tcp there", "`h1` may run both",
            "give one of them another port, or constraints that keep them apart, in the Compose file"
        ),
        (
            "place.port-twice",
            [
                service("a") { $0.ports = [.init(number: 80, transport: "tcp", mode: .ingress)] },
                service("b") { $0.ports = [port] },
            ], hosts(2), "services `a`, `b` both publish port 80/tcp, and `a` has it on every host", "",
            "give one of them another port"
        ),
        (
            "place.one-host-only", [service("db", count: 2, binds: ["app_db:/d"]) { $0.ports = [port] }], hosts(2),
            "the instances of service `db` cannot run on one host, and its data keeps them there",
            "`db`: 2 instances, port 80/tcp of its host",
            "one instance, another port, or `mode: ingress` for it, in the Compose file; then pack again"
        ),
        (
            "place.one-host-only",
            [service("a") { $0.ports = [port] }, service("b", together: ["a"]) { $0.ports = [port] }], hosts(2),
            "`a`, `b` cannot run on one host, and they must be together",
            "`a`: 1 instance, port 80/tcp of its host; `b`: 1 instance, port 80/tcp of its host",
            "one instance, another port, or `mode: ingress` for it, in the Compose file; then pack again"
        ),
        (
            "place.mixed-modes", [service("lb") { $0.mode = .global }, service("log", together: ["lb"])], hosts(2),
            "`lb`, `log` must be on one host, and not all of them run on every host",
            "`lb` is global; `log` is replicated", "change `deploy.mode` in the Compose file and pack again"
        ),
        (
            "place.nowhere", [service("big", [web]) { $0.memory = ByteCount(8 << 30) }],
            [
                PlaceTests.host("h1", ["site.role=web"], memory: 4), PlaceTests.host("h2", memory: 16),
            ], "no host can run service `big`",
            "h1 has 4.0 GiB of memory, reserved are 8.0 GiB; h2 has no label `site.role`, asked for is `node.labels.site.role == web`",
            "`valise hosts label h2 site.role=web`"
        ),
        (
            "place.nowhere", [service("not", ["node.labels.site.role != web", "node.labels.rack != 1"])],
            [
                PlaceTests.host("h1", ["site.role=web", "rack=1"]), PlaceTests.host("h2", ["site.role=web"]),
            ], "no host can run service `not`",
            "h1 has `site.role=web`, asked for is `node.labels.site.role != web` and has `rack=1`, asked for is `node.labels.rack != 1`; h2 has `site.role=web`, asked for is `node.labels.site.role != web`",
            "`valise hosts label h2 site.role-`"
        ),
        (
            "place.nowhere", [service("fast") { $0.nanoCPUs = 2_500_000_000 }],
            [PlaceTests.host("h1", cpus: 2), PlaceTests.host("h2", cpus: 1)], "no host can run service `fast`",
            "h1 has 2 processors, reserved are 2.500 processors; h2 has 1 processor, reserved are 2.500 processors",
            "change the constraints in the Compose file and pack again"
        ),
        (
            "place.no-room", [service("a", count: 3) { $0.memory = ByteCount(3 << 30) }],
            [PlaceTests.host("h1", memory: 4), PlaceTests.host("h2", memory: 5)],
            "what services reserve does not fit on the hosts that may run them",
            "h1 has 4.0 GiB of memory; h2 has 5.0 GiB of memory",
            "reserve less in the Compose file, or use more or larger hosts"
        ),
        (
            "place.no-room",
            [
                service("agent") {
                    $0.mode = .global
                    $0.memory = ByteCount(5 << 30)
                }
            ], [PlaceTests.host("h1", memory: 8), PlaceTests.host("h2", memory: 4)],
            "`agent` runs on every host, and `h2` has no room for it",
            "`h2` has 4.0 GiB of memory, reserved are 5.0 GiB",
            "reserve less in the Compose file, or use a larger host"
        ),
        (
            "place.conflict",
            [
                service("a", ["node.hostname == h1"]) { $0.memory = ByteCount(3 << 30) },
                service("b", ["node.hostname == h2"]) { $0.ports = [port] },
                service("c") {
                    $0.ports = [port]
                    $0.memory = ByteCount(3 << 30)
                },
            ], [PlaceTests.host("h1", memory: 4), PlaceTests.host("h2", memory: 4)],
            "the services that publish ports of their hosts and reserve memory or processors cannot all run at once",
            "`a` 3.0 GiB of memory on h1; `b` on h2; `c` 3.0 GiB of memory on h1, h2",
            "reserve less in the Compose file, give one of them another port, or use more hosts"
        ),
    ]

    @Test(arguments: refused.indices) func refusals(_ index: Int) {
        let (code, services, hosts, message, found, hint) = Self.refused[index]
        let problems = Self.refusals(services, on: hosts)
        #expect(problems.map(\.code.rawValue) == [code])
        #expect(problems.first?.message == message)
        #expect(problems.first?.found ?? "" == found)
        #expect(problems.first?.hint == hint)
        #expect(problems.allSatisfy { $0.exit == .placement && $0.consequence == "nothing was changed" })
    }

    @Test func ofAThousandHostsOnlyTheFirstAreNamed() throws {
        let found = Self.refusals([Self.service("web", [Self.web])], on: Self.hosts(1000))
        let text = try #require(found.first?.found)
        #expect(text.hasSuffix("h50 has no label `site.role`, asked for is `\(Self.web)`; and 950 more hosts"))
        #expect(found.first?.hint == "`valise hosts label h1 site.role=web`")
    }

    // MARK: What is worth knowing

    @Test func notes() throws {
        let hosts = [
            PlaceTests.host("h1", ["site.role=web", "site.roll=db"]), PlaceTests.host("h2", ["ccs=true"]),
            PlaceTests.host("h3", ["ccs=true"], architecture: "arm64"), PlaceTests.host("h4", architecture: nil),
        ]
        let services = [
            Self.service("web", [Self.web]), Self.service("db", binds: ["app_db:/d"]),
            Self.service("lb", binds: ["@data@/lb:/l"]) { $0.mode = .global },
            Self.service("need") { $0.memory = ByteCount(1 << 30) },
        ]
        let notes = try place(PlaceTests.state(services), on: hosts).notes
        #expect(
            notes.map { "\($0.severity) \($0.code): \($0.message)" } == [
                "warning place.single-host: only host `h1` may run `web`",
                "note place.pinned: `db` is pinned to host `h1`: local data (`app_db`)",
                "note place.data-on-each-host: `lb` runs on every host, and has data of its own on each",
                "warning place.not-everywhere: service `lb` does not run on every host",
                "note place.label-unused: no service asks for the label `ccs=true`",
                "note place.label-unused: no service asks for the label `site.roll=db`",
                "note place.not-known: the platform of some hosts are not known",
                "note place.not-known: the memory of some hosts are not known",
            ])
        #expect(notes[0].hint == "`valise hosts label h2 site.role=web`")
        #expect(notes[0].consequence == "when that host fails, it stops, although it has no data there")
        #expect(notes[3].found == "h3 is linux/arm64, the image is for linux/amd64")
        #expect(notes[4].found == "on h2, h3")
        #expect(notes[5].hint == "services ask for `node.labels.site.role`: did you mean that?")
        #expect(notes[7].found == "h1, h2, h3, h4")
    }
}

import Planning
import Testing
import Vocabulary

@Suite struct PlaceTests {
    static func host(
        _ name: String, _ labels: [String] = [], architecture: String? = "amd64", memory: Int64? = nil,
        cpus: Int? = nil
    ) -> TargetHost {
        TargetHost(
            name: .named(name), platform: architecture.map { Platform(os: "linux", architecture: $0) },
            role: name == "h1" ? .manager : .worker, labels: labels.compactMap { Label($0) },
            memory: memory.map { ByteCount($0 << 30) }, cpus: cpus)
    }

    static func service(
        _ name: String, _ constraints: [String] = [], together: [String] = [], binds: [String] = [], count: Int = 1,
        scheduling: DesiredService.Scheduling = .init()
    ) -> DesiredService {
        var specification = ContainerSpecification(image: "app:1")
        specification.host.binds = binds
        return DesiredService(
            name: .named(name), image: .named("app:1"), dependencies: [], constraints: constraints,
            containers: (0..<count).map {
                DesiredContainer(name: "app-\(name)-\($0 + 1)", number: $0 + 1, specification: specification)
            },
            healthy: .init(seconds: 1, source: "default"), runsToCompletion: false,
            together: together.map { .named($0) }, scheduling: scheduling)
    }

    static func state(
        _ services: [DesiredService], platforms: [Platform] = [Sample.platform]
    ) -> DesiredState {
        DesiredState(
            installation: .named("app"), application: .named("app"), version: .named("1"),
            images: [Sample.image("app:1", platforms: platforms)], networks: [],
            volumes: [.init(specification: VolumeSpecification(name: "app_db"), isExternal: false)],
            services: services, configurations: [], dataFolders: [], hostPaths: [], open: nil)
    }

    static let three = [
        host("h1", ["site.role=web", "rack=1"]), host("h2", ["site.role=db", "rack=1"]), host("h3", ["site.role=web"]),
    ]

    @Test(arguments: [
        ("node.labels.site.role == web", ["h1", "h3"]), ("node.labels.site.role==WEB", ["h1", "h3"]),
        ("node.labels.site.role != web", ["h2"]), ("node.labels.rack != 1", ["h3"]), ("node.hostname == h2", ["h2"]),
        ("node.role == manager", ["h1"]), ("node.role!=manager", ["h2", "h3"]),
        ("node.platform.arch == x86_64", ["h1", "h2", "h3"]), ("node.platform.os == linux", ["h1", "h2", "h3"]),
    ])
    func constraints(constraint: String, expected: [String]) throws {
        let placement = try place(Self.state([Self.service("web", [constraint])]), on: Self.three)
        #expect(placement.hosts(of: .named("web")).map(\.rawValue) == expected)
        #expect(placement.services.map(\.isPinned) == [false])
    }

    @Test func nowhereSaysWhyForEachHostAndWhatWouldHelp() {
        let found = problems {
            _ = try place(
                Self.state([
                    Self.service("web", ["node.labels.site.role == web", "node.labels.rack == 2"]),
                    Self.service("db", ["node.hostname == h9"]),
                ]), on: Self.three)
        }
        #expect(found.map(\.message) == ["no host can run service `web`", "no host can run service `db`"])
        #expect(found.allSatisfy { $0.exit == .placement && $0.code == "place.nowhere" })
        #expect(
            found.first?.found == """
                h1 has `rack=1`, asked for is `node.labels.rack == 2`; \
                h2 has `site.role=db`, asked for is `node.labels.site.role == web` and has `rack=1`, asked for is `node.labels.rack == 2`; \
                h3 has no label `rack`, asked for is `node.labels.rack == 2`
                """)
        // To give a label is less than to change one.
        #expect(found.first?.hint == "`valise hosts label h3 rack=2`")
        #expect(found.last?.hint == "change the constraints in the Compose file and pack again")
    }

    @Test(arguments: [
        "node.labels.site.role", "site.role == web", "node.id == x", "engine.labels.a == b", "node.role ==",
    ])
    func noConstraint(text: String) {
        let found = problems { _ = try place(Self.state([Self.service("web", [text])]), on: Self.three) }
        #expect(found.map(\.code.rawValue) == ["place.constraint"])
        #expect(found.first?.message == "cannot place service `web`: `\(text)` is no constraint that can be judged")
        #expect(found.first?.exit == .definition)
    }

    @Test func aLoneHostHasWhatTheProfileSays() throws {
        let lone = [Self.host("h1", [])]
        let state = Self.state([
            Self.service("web", ["node.labels.site.role == front"]),
            Self.service("db", ["node.labels.site.role != front"]),
        ])
        #expect(try place(state, on: lone, profile: Sample.profile()).hosts(of: .named("web")).count == 1)
        let found = problems {
            _ = try place(state, on: lone, profile: Sample.profile(labels: .these([Label(key: "a", value: "b")])))
        }
        #expect(found.count == 1)
        #expect(found.first?.hint?.contains("gives a lone host the label site.role=front") == true)
        let these = Sample.profile(labels: .these([Label(key: "site.role", value: "front")]))
        #expect(
            problems { _ = try place(state, on: lone, profile: these) }.map(\.message) == [
                "no host can run service `db`"
            ])
        // With several hosts a profile gives nothing away.
        #expect(!problems { _ = try place(state, on: lone + [Self.host("h2", [])], profile: Sample.profile()) }.isEmpty)
    }

    @Test func companyAndDataStayOnOneHost() throws {
        let state = Self.state([
            Self.service("db", binds: ["app_db:/var/lib/db"]), Self.service("files", binds: ["@data@/x:/x"]),
            Self.service("side", together: ["web"]), Self.service("web", ["node.labels.site.role == web"]),
            Self.service("free"),
        ])
        let placement = try place(state, on: Self.three)
        let hosts = Dictionary(uniqueKeysWithValues: placement.services.map { ($0.service.rawValue, $0) })
        #expect(hosts["db"]?.hosts.map(\.rawValue) == ["h1"])
        #expect(hosts["files"]?.hosts.map(\.rawValue) == ["h2"])
        #expect(hosts["side"]?.hosts.map(\.rawValue) == ["h3"])
        #expect(hosts["web"]?.hosts.map(\.rawValue) == ["h3"])
        #expect(hosts["free"]?.hosts.count == 3)
        #expect(hosts.mapValues(\.isPinned) == ["db": true, "files": true, "side": true, "web": true, "free": false])
    }

    @Test func companyThatCannotBeTogether() {
        let state = Self.state([
            Self.service("side", ["node.labels.site.role == db"], together: ["web"]),
            Self.service("web", ["node.labels.site.role == web"]),
        ])
        let found = problems { _ = try place(state, on: Self.three) }
        #expect(found.map(\.message) == ["no host can run `side`, `web` together, and they must be on one"])
        #expect(found.first?.found == "`side` can run on h2; `web` can run on h1, h3")
    }

    @Test func platformsOfSeveralHosts() throws {
        let hosts = [Self.host("h1", []), Self.host("h2", [], architecture: "arm64")]
        let placement = try place(Self.state([Self.service("web")]), on: hosts)
        #expect(placement.hosts(of: .named("web")).map(\.rawValue) == ["h1"])
        let found = problems {
            _ = try place(
                Self.state([Self.service("web")]), on: [hosts[1], Self.host("h3", [], architecture: "arm64")])
        }
        #expect(
            found.first?.found
                == "h2 is linux/arm64, the image is for linux/amd64; h3 is linux/arm64, the image is for linux/amd64")
    }

    @Test func noHosts() {
        #expect(problems { _ = try place(Self.state([]), on: []) }.map(\.code.rawValue) == ["place.no-hosts"])
    }
}

import Testing
import Vocabulary

@testable import Planning

/// Data does not move: what was pinned with it is placed where it is.
@Suite struct DataHomesTests {
    typealias Cluster = ClusterPlaceTests
    static let database = PlaceTests.service("db", binds: ["app_db:/d"])
    static let files = PlaceTests.service("files", binds: ["@data@/files/in:/in"])

    /// Homes as a release with the given hosts has them.
    static func homes(_ parts: [String: [String]], leaving: [String] = []) -> DataHomes {
        DataHomes([.init(release(parts))], leaving: Set(leaving.map { .named($0) }))
    }
    static func release(_ parts: [String: [String]]) -> ClusterState {
        ClusterState(
            installation: .named("app"), application: .named("app"), version: .named("1"), target: "T", open: nil,
            hosts: parts.sorted { $0.key < $1.key }.map { name, data in
                ClusterState.HostPart(
                    host: .named(name), images: [], configurationFolders: [],
                    dataFolders: data.compactMap { text in
                        guard text.hasPrefix(BindSource.data) else { return nil }
                        return RelativePath(String(text.dropFirst(BindSource.data.count))).map {
                            DesiredDataFolder(path: $0, owner: 0, group: 0, mode: 0o755)
                        }
                    },
                    volumes: data.filter { !$0.hasPrefix(BindSource.data) }.map {
                        DesiredVolume(specification: VolumeSpecification(name: $0), isExternal: false)
                    }, places: [:])
            }, networks: [], files: [], services: [])
    }
    static func sets(_ services: [DesiredService], on hosts: [TargetHost], _ homes: DataHomes) throws -> [String] {
        try place(PlaceTests.state(services), on: hosts, homes: homes).services.map { assignment in
            "\(assignment.service) \(assignment.kind) \(assignment.hosts.map(\.rawValue).joined(separator: ","))"
        }
    }

    @Test func whatIsAddedBeforeItDoesNotMoveIt() throws {
        let hosts = Cluster.hosts(3)
        #expect(try Self.sets([Self.database], on: hosts, .none) == ["db pinned h1"])
        let homes = Self.homes(["h1": ["app_db"], "h2": ["@data@/files"]])
        let services = [
            PlaceTests.service("new", binds: ["@data@/new:/n"]), Self.files, Self.database,
        ]
        #expect(
            try Self.sets(services, on: Array(hosts.reversed()), homes) == [
                "new pinned h3", "files pinned h2", "db pinned h1",
            ])
        let placement = try place(PlaceTests.state(services), on: hosts, homes: homes)
        #expect(
            placement.services.map(\.reasons) == [
                ["data of its own: `new`"], ["data of its own, there already: `files/in`"],
                ["data of its own, there already: `app_db`"],
            ])
    }

    @Test func aReleaseDecidesForItself() throws {
        // What was planned once, is where that plan had it.
        let before = try ClusterPlanTests.plan([Self.files, Self.database], at: ClusterPlanTests.site()) {
            $0.dataFolders = [
                DesiredDataFolder(path: .at("files/in"), owner: 0, group: 0, mode: 0o755)
            ]
        }
        let state = try #require(before.state)
        #expect(state.hosts.map { $0.dataFolders.count + $0.volumes.count } == [1, 1, 0])
        let after = try place(
            PlaceTests.state([Self.database, Self.files]), on: Cluster.hosts(3), homes: DataHomes([.init(state)]))
        #expect(after.services.map { $0.hosts.map(\.rawValue) } == [["h2"], ["h1"]])
        // Two releases that disagree: the first that is given.
        let moved = DataHomes([.init(Self.release(["h3": ["app_db"]])), .init(state)])
        #expect(
            try Self.sets([Self.database, Self.files], on: Cluster.hosts(3), moved) == [
                "db pinned h3", "files pinned h1",
            ])
    }

    @Test func dataOfEachHostHoldsNobody() throws {
        let homes = Self.homes(["h1": ["@data@/lb"], "h2": ["@data@/lb"]])
        let service = PlaceTests.service("lb", binds: ["@data@/lb:/l"])
        #expect(try Self.sets([service], on: Cluster.hosts(3), homes) == ["lb pinned h1"])
    }

    @Test func aHostThatMayNoLongerRunItIsARefusal() {
        let services = [PlaceTests.service("db", ["node.labels.site.role == db"], binds: ["app_db:/d"])]
        let homes = Self.homes(["h1": ["app_db"]])
        let found = problems { _ = try place(PlaceTests.state(services), on: PlaceTests.three, homes: homes) }
        #expect(found.map(\.code.rawValue) == ["place.data-elsewhere"])
        #expect(found.first?.exit == .placement)
        #expect(found.first?.message == "`db` may no longer run on host `h1`, where its data is")
        #expect(found.first?.expected == "host `h1`, which has `app_db`")
        #expect(found.first?.found == "`h1` has `site.role=web`, asked for is `node.labels.site.role == db`")
        #expect(
            found.first?.hint
                == "`valise hosts label h1 site.role=db`; or begin without data on another host: `--leave-data db`, and the data stays where it is"
        )
        #expect(found.first?.consequence == "nothing was changed")
    }

    @Test func whatNoLabelHelps() {
        let services = [
            PlaceTests.service("db", ["node.hostname == h2"], binds: ["app_db:/d"]),
            PlaceTests.service("side", together: ["db"]),
        ]
        let found = problems {
            _ = try place(
                PlaceTests.state(services), on: Cluster.hosts(2), homes: Self.homes(["h1": ["app_db"]]))
        }
        #expect(found.map(\.message) == ["`db`, `side` may no longer run on host `h1`, where their data is"])
        #expect(
            found.first?.hint
                == "to begin without data on another host: `--leave-data db`, and the data stays where it is")
    }

    @Test func dataOnTwoHostsThatIsToBeOnOne() {
        let services = [Self.database, PlaceTests.service("files", together: ["db"], binds: ["@data@/files/in:/in"])]
        let homes = Self.homes(["h1": ["app_db"], "h2": ["@data@/files/in"]])
        let found = problems { _ = try place(PlaceTests.state(services), on: Cluster.hosts(3), homes: homes) }
        #expect(found.map(\.code.rawValue) == ["place.data-apart"])
        #expect(found.first?.message == "`db`, `files` must be on one host, and their data is on several")
        #expect(found.first?.found == "`app_db` on `h1`; `files/in` on `h2`")
        #expect(
            found.first?.hint
                == "keep them apart in the Compose file and pack again; or begin without a part of it: `--leave-data db` or `--leave-data files`, and that data stays where it is"
        )
    }

    @Test func oneOfTwoLeavesItsData() throws {
        let services = [Self.database, PlaceTests.service("files", together: ["db"], binds: ["@data@/files/in:/in"])]
        let homes = Self.homes(["h1": ["app_db"], "h2": ["@data@/files/in"]], leaving: ["db"])
        let placement = try place(PlaceTests.state(services), on: Cluster.hosts(3), homes: homes)
        #expect(placement.services.map { $0.hosts.map(\.rawValue) } == [["h2"], ["h2"]])
        #expect(
            placement.notes.filter { $0.code == "place.data-left" }.map(\.message) == [
                "data of `db`, `files` (`app_db`) is on host `h1`, and stays there"
            ])
    }

    @Test func leftOnPurpose() throws {
        let homes = Self.homes(["h1": ["app_db"]], leaving: ["db"])
        let placement = try place(PlaceTests.state([Self.database]), on: Cluster.hosts(2), homes: homes)
        #expect(placement.services.map { $0.hosts.map(\.rawValue) } == [["h2"]])
        #expect(placement.services.map(\.reasons) == [["data of its own: `app_db`"]])
        let note = try #require(placement.notes.first { $0.code == "place.data-left" })
        #expect(note.severity == .warning)
        #expect(note.message == "data of `db` (`app_db`) is on host `h1`, and stays there")
        #expect(note.consequence == "it begins without it on `h2`")
        // Where there is no other host, it stays with its data.
        let bound = PlaceTests.service("db", ["node.hostname == h1"], binds: ["app_db:/d"])
        let still = try place(PlaceTests.state([bound]), on: Cluster.hosts(2), homes: homes)
        #expect(still.services.map { $0.hosts.map(\.rawValue) } == [["h1"]])
        #expect(!still.notes.contains { $0.code == "place.data-left" })
    }

    @Test func aHostThatIsNoneOfThese() throws {
        let placement = try place(
            PlaceTests.state([Self.database]), on: Cluster.hosts(2), homes: Self.homes(["h9": ["app_db"]]))
        #expect(placement.services.map { $0.hosts.map(\.rawValue) } == [["h1"]])
        let note = try #require(placement.notes.first { $0.code == "place.data-left" })
        #expect(note.message == "data of `db` (`app_db`) is on host `h9`, which is none of these hosts")
        #expect(note.hint?.hasPrefix("name it among the hosts") == true)
    }

    @Test func aLoneHostIsNotJudgedByIt() throws {
        let hosts = [PlaceTests.host("h1")]
        #expect(try Self.sets([Self.database], on: hosts, Self.homes(["h9": ["app_db"]])) == ["db pinned h1"])
    }

    // MARK: Ports without a routing mesh

    @Test func withoutARoutingMeshAHostHasAPortOnce() throws {
        let port = DesiredService.PublishedPort(number: 80, transport: "tcp", mode: .ingress)
        let services = [Cluster.service("web", count: 3) { $0.ports = [port] }]
        let state = PlaceTests.state(services)
        #expect(try place(state, on: Cluster.hosts(2), publishing: .routingMesh).services.count == 1)
        let found = problems { _ = try place(state, on: Cluster.hosts(2), publishing: .hostPorts) }
        #expect(found.map(\.code.rawValue) == ["place.too-few-hosts"])
        #expect(found.first?.message == "service `web` is to run 3 times, at most 1 on a host")
        #expect(try place(state, on: Cluster.hosts(3), publishing: .hostPorts).services.count == 1)
        let pinned = PlaceTests.state([Cluster.service("db", count: 2, binds: ["app_db:/d"]) { $0.ports = [port] }])
        let refused = problems { _ = try place(pinned, on: Cluster.hosts(2), publishing: .hostPorts) }
        #expect(refused.map(\.code.rawValue) == ["place.one-host-only"])
        #expect(refused.first?.hint?.contains("`modprobe ip_vs` on each") == true)
    }
}

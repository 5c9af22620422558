import Foundation
import GRDB
import Testing
import Vocabulary

@testable import Ledger

/// The machines of the target, as they are kept.
@Suite struct HostTests {
    static func host(
        _ name: String, _ address: String, ssh: String? = nil, labels: [String] = [],
        stated: InventoryHost.StatedFacts = .init()
    ) throws -> InventoryHost {
        var access = InventoryHost.Access.local
        if let ssh { access = .ssh(try #require(SSHDestination(ssh)), key: AbsolutePath("/keys/\(name)")) }
        return InventoryHost(
            name: try #require(HostName(name)), address: try #require(IPv4Address(address)), access: access,
            labels: labels.compactMap { Label($0) }, stated: stated)
    }

    private static func three() throws -> [InventoryHost] {
        [
            try host("h2", "10.0.0.2", ssh: "root@10.0.0.2:2222", labels: ["site.role=web", "rack=1"]),
            try host("h1", "10.0.0.1"),
            try host(
                "pi", "10.0.0.3", ssh: "pi@pi",
                stated: .init(platform: Platform("linux/arm64"), memory: ByteCount(4 << 30), cpus: 4)),
        ]
    }

    @Test func areKeptAsTheyWereAdded() throws {
        let scratch = try Scratch()
        let ledger = try Ledger(at: scratch.state)
        let three = try Self.three()
        #expect(try ledger.addHosts(three) == three.map(\.name))
        #expect(try ledger.hosts().map(\.host) == three)
        ledger.close()
        #expect(try LedgerReader.open(at: scratch.state)?.hosts().map(\.host) == three)
    }

    @Test func addedAgainTheyStayAsTheyAre() throws {
        let scratch = try Scratch()
        let ledger = try Ledger(at: scratch.state)
        try ledger.addHosts(try Self.three())
        let more = try Self.three() + [Self.host("h4", "10.0.0.4", ssh: "h4")]
        #expect(try ledger.addHosts(more).map(\.rawValue) == ["h4"])
        #expect(try ledger.hosts().count == 4)
    }

    @Test func whatClashesIsRefusedAllAtOnceAndNothingAdded() throws {
        let scratch = try Scratch()
        let ledger = try Ledger(at: scratch.state)
        try ledger.addHosts([try Self.host("h1", "10.0.0.1")])
        var found: [Problem] = []
        do {
            try ledger.addHosts([
                try Self.host("H1", "10.0.0.5", ssh: "a"), try Self.host("h2", "10.0.0.1", ssh: "b"),
                try Self.host("h3", "10.0.0.3"), try Self.host("h4", "10.0.0.4", ssh: "c"),
            ])
        } catch let problems as Problems { found = problems.all }
        #expect(found.map(\.code) == ["host.name-taken", "host.address-taken", "host.local-taken"])
        #expect(found.allSatisfy { $0.exit == .usage })
        #expect(found.first?.message == "cannot add host `H1`: there is another one of this name, at `10.0.0.1`")
        #expect(try ledger.hosts().count == 1)
    }

    @Test func labelsAreGivenAndTakenAway() throws {
        let scratch = try Scratch()
        let ledger = try Ledger(at: scratch.state)
        try ledger.addHosts(try Self.three())
        let name = try #require(HostName("H2"))
        try ledger.label(
            name, set: [Label(key: "rack", value: "2"), Label(key: "b", value: "c")], remove: ["site.role", "none"])
        #expect(try ledger.hosts()[0].host.labels.map(\.description) == ["b=c", "rack=2"])
    }

    @Test func unknownOnesAreNamed() throws {
        let scratch = try Scratch()
        let ledger = try Ledger(at: scratch.state)
        try ledger.addHosts(try Self.three())
        let name = try #require(HostName("h22"))
        for found in [
            try problem { try ledger.removeHost(name) }, try problem { try ledger.label(name, set: [], remove: []) },
        ] {
            #expect(found.code == "host.unknown")
            #expect(found.exit == .unknownName)
            #expect(found.hint == "did you mean `h2`? `valise hosts ls` shows what there is")
        }
        try ledger.removeHost(try #require(HostName("h2")))
        #expect(try ledger.hosts().map(\.host.name.rawValue) == ["h1", "pi"])
        let labels = try ledger.store.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM host_label") }
        #expect(labels == 0)
    }

    /// What a program of another version writes is held to the same rules.
    @Test(arguments: [
        "INSERT INTO host VALUES (NULL, 'H1', '10.0.0.9', 'a', NULL, NULL, NULL, NULL, 0)",
        "INSERT INTO host VALUES (NULL, 'h9', '10.0.0.1', 'a', NULL, NULL, NULL, NULL, 0)",
        "INSERT INTO host VALUES (NULL, 'h9', '10.0.0.9', NULL, NULL, NULL, NULL, NULL, 0)",
        "INSERT INTO host VALUES (NULL, '-h', '10.0.0.9', 'a', NULL, NULL, NULL, NULL, 0)",
        "INSERT INTO host VALUES (NULL, 'h9', 'h9', 'a', NULL, NULL, NULL, NULL, 0)",
        "INSERT INTO host VALUES (NULL, 'h9', '10.0.0.9', '-oX', NULL, NULL, NULL, NULL, 0)",
        "UPDATE host SET ssh_key = '/k'", "UPDATE host SET memory = 0", "UPDATE host SET platform = 'arm'",
        "INSERT INTO host_label VALUES (1, 'a b', 'c')", "INSERT INTO host_label VALUES (1, 'a', '')",
        "INSERT INTO host_label VALUES (7, 'a', 'b')",
    ])
    func rulesOfTheSchema(_ sql: String) throws {
        let scratch = try Scratch()
        let ledger = try Ledger(at: scratch.state)
        try ledger.addHosts([try Self.host("h1", "10.0.0.1")])
        #expect(try problem { try ledger.store.write { try $0.execute(sql: sql) } }.code == "ledger.defect")
    }

    /// A ledger that knows no hosts yet: read as it is, and brought up to date when it is written.
    @Test func anOlderLedgerOpens() throws {
        let scratch = try Scratch()
        do {
            let ledger = try Ledger(at: scratch.state)
            _ = try ledger.addRelease(try Sample.draft(), to: try Sample.name("hello"))
            try ledger.store.write { database in
                try database.execute(
                    sql: "DROP TABLE host_label; DROP TABLE host; DELETE FROM grdb_migrations WHERE identifier = '2'")
            }
        }
        let reader = try #require(try LedgerReader.open(at: scratch.state))
        #expect(try reader.hosts() == [])
        #expect(try reader.installations().count == 1)
        let ledger = try Ledger(at: scratch.state)
        try ledger.addHosts(try Self.three())
        #expect(try ledger.hosts().count == 3)
        #expect(try ledger.installations().count == 1)
    }
}

import Testing
import Vocabulary

/// What a host's address, the way to it and its labels may be.
@Suite struct InventoryTests {
    @Test(arguments: ["10.0.0.11", "192.168.255.1", "1.2.3.4", "223.255.255.255", "169.254.1.1"])
    func addresses(_ text: String) { #expect(IPv4Address(text)?.rawValue == text) }

    @Test(arguments: [
        "", "10.0.0", "10.0.0.0.1", "10.0.0.256", "010.0.0.1", "10.0.0.-1", "+1.0.0.1", "10.0.0.1 ", "127.0.0.1",
        "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "h1", "fd00::1", "10.0.0.1/24", "10..0.1",
    ])
    func noAddresses(_ text: String) { #expect(IPv4Address(text) == nil) }

    @Test(arguments: [
        ("root@10.0.0.11", ["--", "root@10.0.0.11"]), ("edge-1", ["--", "edge-1"]),
        ("pi@edge_1.example.com:2222", ["-p", "2222", "--", "pi@edge_1.example.com"]),
        ("a.b+c_d@h:65535", ["-p", "65535", "--", "a.b+c_d@h"]),
        ("root@[fd00::1]:22", ["-p", "22", "--", "root@fd00::1"]), ("[fe80::1%eth0]", ["--", "fe80::1%eth0"]),
    ])
    func destinations(_ text: String, _ arguments: [String]) {
        #expect(SSHDestination(text)?.arguments == arguments)
        #expect(SSHDestination(text)?.description == text)
    }

    @Test(arguments: [
        "", "-oProxyCommand=x", "-oProxyCommand=x@h", "root@-h", "root@", "@h", "h:", "h:0", "h:65536", "h:+22",
        "h:22:22",
        "ro ot@h", "a@b@h", "root@h;id", "$(id)@h", "root@h\n", "root@h`id`", "[h]:22", "[fd00::1", "fd00::1",
        "[::1%-o]", "root@h/x",
    ])
    func noDestinations(_ text: String) { #expect(SSHDestination(text) == nil) }

    @Test(arguments: [
        ("web", true), ("a b", true), ("10.0.0.0/8", true), ("x=y", false), ("", false), ("a,b", false), ("ä", false),
        (String(repeating: "x", count: 257), false),
    ])
    func valuesThatConstraintsCanAskFor(_ text: String, _ isOne: Bool) { #expect(Label.isSwarmValue(text) == isOne) }

    private func host(_ name: String, _ address: String, _ ssh: String? = nil) throws -> InventoryHost {
        let destination = ssh.flatMap { SSHDestination($0) }
        return InventoryHost(
            name: try #require(HostName(name)), address: try #require(IPv4Address(address)),
            access: destination.map { .ssh($0, key: nil) } ?? .local)
    }

    @Test func clashes() throws {
        let hosts = [
            try host("h1", "10.0.0.1"), try host("H1", "10.0.0.2", "a"), try host("h3", "10.0.0.1", "b"),
            try host("h4", "10.0.0.4"), try host("h5", "10.0.0.5", "b"),
        ]
        #expect(
            InventoryClash.all(in: hosts) == [
                InventoryClash(kind: .name, earlier: 0, later: 1), InventoryClash(kind: .address, earlier: 0, later: 2),
                InventoryClash(kind: .local, earlier: 0, later: 3),
            ])
    }

    /// The list was made on `h1`; who looks now is `h2`, then somebody who is none of them.
    @Test func waysFromAnotherMachine() throws {
        let key = try #require(AbsolutePath("/keys/h2"))
        let second = try #require(SSHDestination("root@h2"))
        let third = try #require(SSHDestination("pi@10.0.0.3:2222"))
        let hosts = [
            InventoryHost(
                name: try #require(HostName("h1")), address: try #require(IPv4Address("10.0.0.1")), access: .local),
            InventoryHost(
                name: try #require(HostName("h2")), address: try #require(IPv4Address("10.0.0.2")),
                access: .ssh(second, key: key)),
            InventoryHost(
                name: try #require(HostName("h3")), address: try #require(IPv4Address("10.0.0.3")),
                access: .ssh(third, key: nil)),
        ]
        let first = try #require(SSHDestination("10.0.0.1"))
        let seen = InventoryHost.seen(hosts, from: try own(["10.0.0.2", "172.17.0.1"]))
        #expect(seen.map(\.access) == [.ssh(first, key: nil), .local, .ssh(third, key: nil)])
        let outside = InventoryHost.seen(hosts, from: try own(["192.168.1.5"]))
        #expect(outside.map(\.access) == [.ssh(first, key: nil), .ssh(second, key: key), .ssh(third, key: nil)])
        #expect(InventoryHost.seen(hosts, from: try own(["10.0.0.1"])) == hosts)
    }

    private func own(_ addresses: [String]) throws -> Set<IPv4Address> {
        Set(try addresses.map { try #require(IPv4Address($0)) })
    }
}

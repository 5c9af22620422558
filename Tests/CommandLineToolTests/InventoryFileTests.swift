import Testing
import Vocabulary

@testable import CommandLineTool

/// `hosts.yaml`: what is read, and what is said of everything that is wrong.
@Suite struct InventoryFileTests {
    static func parse(_ text: String) throws -> [InventoryHost] {
        try InventoryFile.parse(
            text, file: "hosts.yaml", folder: try #require(AbsolutePath("/site")),
            home: try #require(AbsolutePath("/home/me")))
    }

    static func lines(_ text: String) -> [String] {
        do {
            return try parse(text).map { "\($0)" }
        } catch let problems as Problems {
            return problems.all.map { line($0) }
        } catch let problem as Problem {
            return [line(problem)]
        } catch {
            return ["\(error)"]
        }
    }

    private static func line(_ problem: Problem) -> String {
        (problem.position.map { "\($0.line):\($0.column) " } ?? "") + "\(problem.code): \(problem.message)"
    }

    @Test func hosts() throws {
        let hosts = try Self.parse(
            """
            hosts:
              - { name: h1, address: 10.0.0.11, ssh: root@10.0.0.11, labels: { site.role: web, on: yes, n: 1.10 } }
              - { name: h2, address: 10.0.0.12, local: true, ssh: }
              - name: pi.example
                address: 10.0.0.13
                ssh: pi@pi:2222
                key: keys/pi
                local: false
                platform: linux/aarch64
                memory: 4GiB
                cpus: 4
              - { name: h4, address: 10.0.0.14, ssh: h4, key: ~/.ssh/h4 }
            """)
        #expect(hosts.map(\.name.rawValue) == ["h1", "h2", "pi.example", "h4"])
        #expect(hosts.map(\.address.rawValue) == ["10.0.0.11", "10.0.0.12", "10.0.0.13", "10.0.0.14"])
        #expect(hosts[0].labels.map(\.description) == ["n=1.10", "on=yes", "site.role=web"])
        #expect(hosts[1].access == .local)
        let destination = try #require(SSHDestination("pi@pi:2222"))
        #expect(hosts[2].access == .ssh(destination, key: AbsolutePath("/site/keys/pi")))
        #expect(hosts[2].stated.platform?.description == "linux/arm64")
        #expect(hosts[2].stated.memory == ByteCount(4 << 30))
        #expect(hosts[2].stated.cpus == 4)
        guard case .ssh(_, let key) = hosts[3].access else {
            Issue.record("h4 has no ssh")
            return
        }
        #expect(key?.rawValue == "/home/me/.ssh/h4")
    }

    static let wrong: [(String, [String])] = [
        ("", ["inventory.yaml: cannot read the hosts in `hosts.yaml`: it is empty"]),
        ("[]", ["1:1 inventory.wrong-type: `the inventory` is of the wrong type"]),
        (
            "host: []",
            [
                "1:1 inventory.unknown-key: unknown key `host` in `the inventory`",
                "1:1 inventory.missing-key: `hosts` is missing",
            ]
        ),
        ("hosts: {}", ["1:8 inventory.wrong-type: `hosts` is not valid"]),
        ("hosts: []", ["1:8 inventory.wrong-type: `hosts` is not valid"]),
        ("hosts: [h1]", ["1:9 inventory.wrong-type: `hosts[0]` is of the wrong type"]),
        (
            "hosts: [{}]",
            [
                "1:9 inventory.missing-key: `hosts[0].name` is missing",
                "1:9 inventory.missing-key: `hosts[0].address` is missing",
                "1:9 inventory.no-way: there is no way to `hosts[0]`",
            ]
        ),
        (
            "hosts: [{ name: -h, address: 10.0.0.300, ssh: -oProxyCommand=x, lables: {} }]",
            [
                "1:65 inventory.unknown-key: unknown key `lables` in `hosts[0]`",
                "1:17 inventory.wrong-value: `hosts[0].name` is not valid",
                "1:30 inventory.wrong-value: `hosts[0].address` is not valid",
                "1:47 inventory.wrong-value: `hosts[0].ssh` is not valid",
            ]
        ),
        (
            "hosts:\n- { name: h1, address: 10.0.0.1, local: true, ssh: h }\n- { name: h2, address: 10.0.0.2, local: yes }",
            [
                "2:47 inventory.wrong-value: `hosts[0]` has two ways, `ssh` and `local`",
                "3:41 inventory.wrong-type: `hosts[1].local` is of the wrong type",
            ]
        ),
        (
            "hosts: [{ name: h1, address: 10.0.0.1, local: false }]",
            ["1:9 inventory.no-way: there is no way to `hosts[0]`"]
        ),
        (
            "hosts: [{ name: h1, address: 10.0.0.1, key: k }]",
            ["1:40 inventory.wrong-value: `hosts[0].key` is of no use without `ssh`"]
        ),
        (
            "hosts:\n- { name: h1, address: 10.0.0.1, local: true }\n- { name: H1, address: 10.0.0.1, local: true }",
            [
                "3:11 inventory.name-twice: two hosts have the name `H1`",
                "3:24 inventory.address-twice: two hosts have the address `10.0.0.1`",
                "3:41 inventory.local-twice: two hosts are said to be the one that this runs on",
            ]
        ),
        (
            "hosts: [{ name: h1, address: 10.0.0.1, ssh: h, labels: { a b: c, d: [e], f: , g: \"h,i\" } }]",
            [
                "1:58 inventory.wrong-value: `hosts[0].labels` holds something that is no label",
                "1:66 inventory.wrong-value: `hosts[0].labels` holds something that is no label",
                "1:74 inventory.wrong-value: `hosts[0].labels` holds something that is no label",
                "1:79 inventory.wrong-value: `hosts[0].labels` holds something that is no label",
            ]
        ),
        (
            "hosts: [{ name: h1, address: 10.0.0.1, ssh: h, platform: arm, memory: much, cpus: 0 }]",
            [
                "1:58 inventory.wrong-value: `hosts[0].platform` is not valid",
                "1:71 inventory.wrong-value: `hosts[0].memory` is not valid",
                "1:83 inventory.wrong-value: `hosts[0].cpus` is not valid",
            ]
        ),
        (
            "hosts: [{ name: a, name: b }]",
            ["1:11 inventory.yaml: cannot read the hosts in `hosts.yaml`: given twice: `name`"]
        ),
    ]

    @Test(arguments: wrong) func everythingWrongIsSaidAtOnce(_ text: String, _ expected: [String]) {
        #expect(Self.lines(text) == expected)
    }

    @Test func theLineIsShown() {
        do {
            _ = try Self.parse("hosts:\n- { name: h1, adress: 10.0.0.1, local: true }\n")
            Issue.record("not refused")
        } catch let problems as Problems {
            #expect(problems.all.first?.source?.text == "- { name: h1, adress: 10.0.0.1, local: true }")
            #expect(problems.all.first?.hint == "did you mean `address`?")
            #expect(problems.all.allSatisfy { $0.exit == .usage && $0.consequence == "nothing was changed" })
        } catch {
            Issue.record("\(error)")
        }
    }
}

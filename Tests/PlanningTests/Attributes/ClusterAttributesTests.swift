import Compose
import Planning
import Testing
import Vocabulary

/// What Swarm cannot do is refused where a profile needs several hosts, all of it at once.
@Suite struct ClusterAttributesTests {
    static func profile(_ name: String, _ least: Int, _ most: Int) -> Profile {
        Profile(name: .named(name), title: name, minimumHosts: least, maximumHosts: most)
    }
    static let site = profile("customer-site", 2, 7)

    static func findings(_ compose: String, _ profiles: [Profile] = [site]) throws -> [Problem] {
        let project = try ComposeLoader.load(
            files: [.at("compose.yaml")], environment: [:], projectName: "app", profiles: [], reader: Memory(compose))
        return clusterAttributes(of: project, for: profiles)
    }

    /// Of a service `web`, its attributes in one line each.
    static func lines(_ attributes: String, _ severity: Problem.Severity) throws -> [String] {
        let indented = attributes.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
        return try findings("services:\n  web:\n    image: web:1\n\(indented)\n").filter { $0.severity == severity }
            .map { "\($0.position?.line ?? 0):\($0.position?.column ?? 0) \($0.message)" }
    }

    @Test(arguments: [
        ("privileged: true", "`privileged`: Swarm has no such field"),
        ("network_mode: host", "`network_mode`: a task shares no network with another"),
        ("devices: [/dev/ttyUSB0]", "`devices`: Swarm has no such field"),
        ("volumes_from: [db]", "`volumes_from`: tasks share no volumes by each other's name"),
        ("container_name: web", "`container_name`: Swarm names containers itself"),
        ("gpus: all", "`gpus`: Swarm has no GPU requests"),
        ("cpu_shares: 5", "`cpu_shares`: Swarm has no such field"),
        ("pid: host", "`pid`: Swarm has no such field"),
    ])
    func isRefused(_ attribute: String, _ message: String) throws {
        let text = "services:\n  web:\n    image: web:1\n    \(attribute)\n  db: { image: db:1 }\n"
        let found = try Self.findings(text).filter { $0.severity == .error }
        #expect(
            found.map(\.message) == ["profile `customer-site` needs 2 hosts, and service `web` uses \(message)"])
        #expect(found.first?.code == "definition.not-on-several-hosts")
        #expect(found.first?.exit == .definition)
        #expect(found.first?.position == SourcePosition(file: "compose.yaml", line: 4, column: 5))
        #expect(
            found.first?.hint
                == "take it out of the Compose file, or `customer-site` out of `profiles` in valise.yaml")
    }

    @Test func nestedOnesAreFoundAllAtOnce() throws {
        #expect(
            try Self.lines(
                """
                ports: ["127.0.0.1:80:80", "0.0.0.0:81:81", "82:82"]
                networks: { default: { ipv4_address: 10.1.2.3 } }
                deploy: { resources: { reservations: { devices: [{ capabilities: [gpu] }] } } }
                """, .error
            ).map {
                $0.split(separator: " ", maxSplits: 1)[1].replacing(
                    "profile `customer-site` needs 2 hosts, and service `web` uses ", with: "")
            }
            .sorted() == [
                "`deploy.resources.reservations.devices`: Swarm has no GPU requests",
                "`networks.ipv4_address`: Swarm gives addresses itself",
                "`ports.host_ip`: Swarm listens on all addresses",
            ])
    }

    @Test(arguments: [
        "privileged: false", "devices: []", "links: []", "cap_add: [NET_ADMIN]", "init: true",
        "ports: [\"80:80\"]", "healthcheck: { test: [CMD, ok] }", "deploy: { mode: global }",
    ])
    func isNotRefused(_ attribute: String) throws { #expect(try Self.lines(attribute, .error) == []) }

    @Test func whatNoAttributeCanSayByItself() throws {
        #expect(
            try Self.lines("deploy: { endpoint_mode: dnsrr }\nports: [\"80:80\"]", .error).first?.hasSuffix(
                "with `endpoint_mode: dnsrr` Swarm publishes ports of the hosts alone (`mode: host`)") == true)
        #expect(
            try Self.lines("deploy: { mode: global, replicas: 2 }", .error).first?.hasSuffix(
                "service `web` uses `deploy.replicas`: in `global` mode each host runs one") == true)
        #expect(
            try Self.lines(
                "deploy: { endpoint_mode: dnsrr }\nports: [{ target: 80, published: \"80\", mode: host }]", .error)
                == [])
    }

    @Test func whatIsMappedOrIgnoredIsNoted() throws {
        let found = try Self.findings(
            """
            services:
              web:
                image: web:1
                restart: always
                expose: ["80"]
                attach: false
                deploy: { update_config: { parallelism: 2 } }
            networks: { default: { driver: bridge }, other: { driver: overlay } }
            """)
        #expect(found.allSatisfy { $0.severity == .note && $0.code == "lint.on-several-hosts" })
        #expect(
            Set(found.map { "\($0.position?.line ?? 0) \($0.message)" }) == [
                "4 `restart` is mapped on several hosts: the task's restart policy",
                "5 `expose` has no effect on several hosts: on an overlay network every port is open",
                "8 `networks.driver` is mapped on several hosts: `bridge` becomes `overlay`",
            ])
    }

    @Test func profilesDecide() throws {
        let text = "services: { web: { image: web:1, privileged: true } }\n"
        #expect(try Self.findings(text, []) == [])
        #expect(try Self.findings(text, [Self.profile("demo-laptop", 1, 1)]) == [])
        let allowed = try Self.findings(text, [Self.profile("demo-laptop", 1, 1), Self.profile("small", 1, 3)])
        #expect(allowed.map(\.severity) == [.warning])
        #expect(allowed.first?.message.hasPrefix("profile `small` allows 3 hosts, and service `web` uses") == true)
        #expect(allowed.first?.consequence == "it can be installed on one host only")
        #expect(try Self.findings(text, [Self.profile("small", 1, 3), Self.site]).map(\.severity) == [.error])
    }
}

private struct Memory: ComposeFileReader {
    let text: String
    init(_ text: String) { self.text = text }
    func read(_ path: AbsolutePath) throws(Problem) -> [UInt8]? {
        path.below(ComposeLoader.definitionDirectory)?.rawValue == "compose.yaml" ? Array(text.utf8) : nil
    }
}

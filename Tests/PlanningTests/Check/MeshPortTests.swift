import Testing
import Vocabulary

@testable import Planning

/// Ports on several hosts: of the hosts that run a task, or of all by the routing mesh.
@Suite struct MeshPortTests {
    private static let ours = [ObjectLabel.installation: "app", ObjectLabel.target: "t1"]

    /// `web` runs twice.
    private static func state(_ mode: DesiredService.PublishedPort.Mode = .ingress) -> DesiredState {
        PlacementCheckTests.state {
            var second = $0.services[0].containers[0]
            second.name = "app-web-2"
            second.number = 2
            $0.services[0].containers.append(second)
            $0.services[0].constraints = ["node.labels.site.role == web"]
            $0.services[0].scheduling.ports = [.init(number: 8080, transport: "tcp", mode: mode)]
        }
    }

    private static func host(
        _ name: String, listening: Bool = false, services: [EngineFacts.Service] = []
    ) -> HostFacts {
        Sample.host(
            name,
            machine: Sample.machine {
                if listening {
                    $0.listeners = [.init(transport: .tcp, address: "::", port: 8080, process: "dockerd", processID: 9)]
                }
            }, engine: Sample.engine { $0.services = services })
    }

    private static func service(_ name: String, _ labels: [String: String]) -> EngineFacts.Service {
        .init(
            name: name, labels: labels,
            ports: [.init(transport: "tcp", hostAddress: nil, hostPort: 8080, containerPort: 80)])
    }

    /// What is found on each of two hosts, where the label is on so many of them.
    private static func ports(
        _ state: DesiredState, _ publishing: ClusterPublishing, _ hosts: [HostFacts], labelled: Int = 1
    ) throws -> [CheckResult] {
        let context = CheckContext(
            manifest: Sample.manifest(images: [PlacementCheckTests.image]), installation: .named("app"), target: "t1",
            publishing: publishing)
        let label = try #require(Label("site.role=web"))
        let targets = hosts.enumerated().map { place, host in
            var target = TargetHost(host)
            target.labels = place < labelled ? [label] : []
            return target
        }
        let looked = Planning.check(hosts.map { Self.host($0.name.rawValue) }, for: context)
        let checked = Planning.check(try place(state, on: targets), of: state, on: looked, facts: hosts)
        return checked.report.results.filter { $0.id == .ports }
    }

    @Test func twoTasksOfOneHostShareThePortOfTheMesh() throws {
        let found = try Self.ports(Self.state(), .routingMesh, [Self.host("h1"), Self.host("h2")])
        #expect(found.map(\.outcome) == [.passed, .passed])
        // Everywhere, also where nothing of it runs.
        #expect(found.map(\.needed) == ["free: 8080/tcp", "free: 8080/tcp"])
    }

    @Test func portsOfHostsAreForOneTaskEach() throws {
        let hosts = [Self.host("h1"), Self.host("h2")]
        let apart = try Self.ports(Self.state(), .hostPorts, hosts, labelled: 2)
        #expect(apart.map(\.outcome) == [.passed, .passed])
        let together = try Self.ports(Self.state(), .hostPorts, hosts)
        #expect(together.map(\.outcome) == [.failed, .passed])
        #expect(together[0].found == "8080/tcp is asked for twice, by `app-web-1` and `app-web-2`")
        let asked = try Self.ports(Self.state(.host), .routingMesh, hosts, labelled: 2)
        #expect(asked.map(\.outcome) == [.passed, .passed])
        // Where fewer hosts may run it, placing has said so already.
        #expect(
            problems { _ = try Self.ports(Self.state(.host), .routingMesh, hosts) }[0].code == "place.too-few-hosts")
    }

    @Test func somebodyHoldsThePortWhereNothingOfItRuns() throws {
        let found = try Self.ports(Self.state(), .routingMesh, [Self.host("h1"), Self.host("h2", listening: true)])
        #expect(found.map(\.outcome) == [.passed, .failed])
        #expect(found[1].found == "8080/tcp for `web` is held by `dockerd` (process 9)")
    }

    @Test func theMeshHoldsThePortForUs() throws {
        let hosts = [
            Self.host("h1", listening: true, services: [Self.service("app_web", Self.ours)]),
            Self.host("h2", listening: true),
        ]
        #expect(try Self.ports(Self.state(), .routingMesh, hosts).map(\.outcome) == [.passed, .passed])
    }

    @Test func theMeshHoldsItForAnother() throws {
        let labels = [ObjectLabel.installation: "shop", ObjectLabel.target: "t1"]
        let hosts = [
            Self.host("h1", listening: true, services: [Self.service("shop_web", labels)]),
            Self.host("h2", listening: true),
        ]
        let found = try Self.ports(Self.state(), .routingMesh, hosts)
        #expect(found.map(\.outcome) == [.failed, .failed])
        #expect(
            found[1].found
                == "8080/tcp for `web` is held by service `shop_web` of installation `shop`, on every host")
    }
}

import EngineClient
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// A life on three hosts, from an empty machine back to one.
@Suite struct ClusterLifeTests {
    @Test func aLife() async throws {
        let application = try SampleApplication(compose: StubbedHosts.compose)
        try await StubbedHosts.run { hosts in
            let before = try await hosts.picture()
            let outcome = try await hosts.install(application)
            #expect(outcome.change == .installed)
            #expect(outcome.release == 1)
            #expect(try await hosts.install(application).change == .nothing)
            #expect(try await hosts.install(application, ["NOTE": "other"]).release == 2)
            let status = try await hosts.cluster().status(Site.name("sample"))
            #expect(status.health == .healthy)
            #expect(status.services.map(\.name.rawValue) == ["db", "job", "web"])
            _ = try await hosts.uninstall()
            #expect(try await hosts.picture() == before)
        }
    }

    /// Where every kernel has IPVS: two tasks share one port of all hosts, and what our own service has is no clash.
    @Test func aLifeOnTheRoutingMesh() async throws {
        let application = try SampleApplication(
            compose: """
                services:
                  web:
                    image: sample-web:1
                    ports: ["8080:80"]
                    deploy: { replicas: 2 }
                  lone:
                    image: sample-web:1
                    ports: [{ target: 80, published: "8081", mode: host }]
                """)
        try await StubbedHosts.run { hosts in
            for host in hosts.hosts { host.carriesRoutingMesh = true }
            let before = try await hosts.picture()
            #expect(try await hosts.install(application).change == .installed)
            let client = try await EngineClient.connect(to: hosts.engines[0].address)
            let services = try await client.listServices().sorted { $0.name < $1.name }
            #expect(services.map(\.specification.endpointSpec?.mode) == [.virtualAddress, .virtualAddress])
            #expect(services.map { $0.ports.map(\.publishMode) } == [[.host], [.ingress]])
            let facts = try await hosts.cluster().gatherFacts()
            for fact in facts {
                guard case .reached(let engine) = fact.engine else { continue }
                #expect(engine.services.map { $0.ports.map(\.hostPort) } == (engine.isSwarmManager ? [[8080]] : []))
            }
            #expect(try hosts.cluster().checkContext().publishing == .routingMesh)
            #expect(try await hosts.install(application).change == .nothing)
            // It is kept for the life of the cluster.
            for host in hosts.hosts { host.carriesRoutingMesh = false }
            #expect(try hosts.cluster().checkContext().publishing == .routingMesh)
            for host in hosts.hosts { host.carriesRoutingMesh = true }
            _ = try await hosts.uninstall()
            #expect(try await hosts.picture() == before)
        }
    }
}

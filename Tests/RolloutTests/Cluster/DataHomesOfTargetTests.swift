import EngineClient
import Ledger
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// What releases were given decides where data is, whatever a later definition asks for.
@Suite struct DataHomesOfTargetTests {
    /// One service for each name, with a volume of that name.
    private static func compose(_ names: String...) -> String {
        let services = names.map { name in
            """
              \(name):
                image: sample-db:1
                command: ["/bin/sh", "-c", "sleep infinity"]
                volumes: ["\(name):/\(name)"]
            """
        }
        return (["services:"] + services + ["volumes:"] + names.map { "  \($0): {}" }).joined(separator: "\n") + "\n"
    }
    private static let alone = compose("db")
    private static let withAnother = compose("cache", "db")

    private func application(_ compose: String) throws -> SampleApplication {
        try SampleApplication(compose: compose, files: [:], images: ["sample-db:1"])
    }

    /// Where each service of the sample may run, and the hosts with its volumes.
    private func places(_ hosts: StubbedHosts, from driver: Int = 0) async throws -> [String: [String]] {
        let name = try Site.name("sample")
        let ledger = try #require(try LedgerReader.open(at: hosts.cluster(from: driver).stateDirectory))
        let release = try #require(try ledger.currentRelease(of: name))
        let state = try #require(try ledger.clusterState(of: name, release: release.number))
        var found = Dictionary(
            state.services.map { ($0.name.rawValue, $0.hosts.map(\.rawValue)) }, uniquingKeysWith: { $1 })
        for (index, picture) in try await hosts.picture().enumerated() {
            for volume in picture.volumes { found[volume, default: []].append("h\(index + 1)") }
        }
        return found
    }

    @Test func aServiceThatComesDoesNotMoveAnother() async throws {
        try await StubbedHosts.run { hosts in
            _ = try await hosts.install(try application(Self.alone))
            #expect(try await places(hosts) == ["db": ["h1"], "sample_db": ["h1"]])
            _ = try await hosts.install(try application(Self.withAnother))
            #expect(
                try await places(hosts) == [
                    "cache": ["h2"], "db": ["h1"], "sample_cache": ["h2"], "sample_db": ["h1"],
                ])
            // Also where all that is left of it is its data.
            _ = try await hosts.uninstall(data: .kept)
            let later = try application(Self.withAnother)
            let database = try SampleApplication.name("db", { ServiceName($0) })
            _ = try await hosts.install(later, leaving: [database])
            #expect(try await places(hosts)["db"] != ["h1"])
            #expect(try await places(hosts)["sample_db"]?.count == 2)
            let moved = try await places(hosts)["db"]
            _ = try await hosts.install(later, ["SITE": "x"])
            #expect(try await places(hosts)["db"] == moved)
            _ = try await hosts.uninstall()
            #expect(try await hosts.picture().allSatisfy { $0.volumes.isEmpty })
        }
    }

    /// It began on one of them alone: nothing goes on beside it, and its data is found again.
    @Test func whatWasOnOneHostAlone() async throws {
        try await StubbedHosts.run { hosts in
            let application = try application(Self.alone)
            let lone = Target(
                stateDirectory: hosts.state(2), engine: hosts.engines[2].address,
                hostName: try StubbedHosts.hostName(2), host: BoxedHost(), limits: EngineLimits(),
                program: AbsolutePath("/bin/busybox", relativeTo: .root), observer: PowerCut(at: nil))
            let (desired, answers) = try application.desired(as: "sample", [:])
            func installAlone() async throws {
                _ = try await lone.install(
                    desired, from: InstallationSource(application.bundle), answers: answers, composeProfiles: [],
                    profile: nil, sight: .notTried, progress: hosts.heard.sink)
            }
            let several = try hosts.cluster(from: 2)
            try await installAlone()
            let before = try await hosts.picture()
            let toSeveral = try await refused { _ = try await hosts.install(application, on: several) }
            #expect(toSeveral?.code == "installation.on-one-host")
            #expect(
                toSeveral?.hint
                    == "run `valise uninstall sample` first: it keeps the data, which is found again where it is")
            #expect(try await hosts.picture() == before)

            _ = try await lone.uninstall(Site.name("sample"), data: .kept, progress: hosts.heard.sink)
            _ = try await hosts.install(application, on: several)
            #expect(try await places(hosts, from: 2) == ["db": ["h3"], "sample_db": ["h3"]])
            let toOne = try await refused { try await installAlone() }
            #expect(toOne?.code == "installation.on-several-hosts")
            #expect(toOne?.exit == .usage)
            _ = try await hosts.uninstall(on: several)
        }
    }
}

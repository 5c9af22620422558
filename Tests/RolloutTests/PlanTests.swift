import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// Plans are values: the same input, the same plan; nothing of somebody else in any of them.
@Suite struct PlanTests {
    private let application: SampleApplication
    init() throws { application = try SampleApplication() }

    @Test func orderAndIdentity() throws {
        let plan = try Plan.install(application.desired().state, at: site())
        let ids = plan.steps.map(\.id)
        #expect(Set(ids).count == ids.count)
        #expect(try Plan.install(application.desired().state, at: site()) == plan)
        #expect(
            ids.filter { !$0.hasPrefix("writeConfiguration") } == [
                "loadImage:sample-web:1", "loadImage:registry.example.com:5000/team/sample-db:7",
                "makeDataFolder:data", "createNetwork:sample_back", "createNetwork:sample_front",
                "createVolume:sample_store", "createContainer:sample-db-1", "startContainer:sample-db-1",
                "createContainer:sample-job-1", "startContainer:sample-job-1", "waitFor:db/healthy",
                "waitFor:job/completed", "createContainer:sample-web-1", "startContainer:sample-web-1",
                "waitFor:db/ready", "waitFor:job/ready", "waitFor:web/ready", "installBootUnit:valise-sample",
            ])
    }

    @Test func stepsAreKeptAsTheyAre() throws {
        let plan = try Plan.install(application.desired().state, at: site())
        for step in plan.steps {
            let bytes = try CanonicalJSON.encode(step)
            #expect(try CanonicalJSON.decode(Step.self, from: bytes) == step)
            #expect(step.planned2.kind == step.kind)
            #expect(!step.title.contains("s3cret"))
        }
    }

    @Test func markersBecomeFoldersAndLabelsSayWhose() throws {
        let plan = try Plan.install(application.desired().state, at: site())
        let containers = plan.state?.containers ?? []
        let web = try #require(containers.first { $0.name == "sample-web-1" }?.specification)
        let bind = try #require(web.host.binds?.first ?? web.host.mounts?.compactMap(\.source).first)
        #expect(bind.hasPrefix("/state/apps/sample/config/"))
        #expect(web.labels[ObjectLabel.installation] == "sample")
        #expect(web.labels[ObjectLabel.target] == "target-1")
        #expect(web.labels[ObjectLabel.specification]?.count == 64)
        #expect(web.labels[ObjectLabel.oneoff] == "False")
        let database = try #require(containers.first { $0.name == "sample-db-1" }?.specification)
        let sources = (database.host.binds ?? []) + (database.host.mounts ?? []).compactMap(\.source)
        #expect(sources.contains { $0.hasPrefix("/state/apps/sample/data/data") })
    }

    @Test func orphansOfOursGoAndForeignObjectsStay() throws {
        var facts = Self.facts
        facts.containers = [
            container("sample-old-1", ["io.valise.installation": "sample", "io.valise.target": "target-1"]),
            container("theirs", [:]),
            container("of-another-target", ["io.valise.installation": "sample", "io.valise.target": "target-2"]),
            container("of-another", ["io.valise.installation": "other", "io.valise.target": "target-1"]),
        ]
        let plan = try Plan.install(application.desired().state, at: site(facts))
        let removals = plan.steps.filter { ["stopContainer", "removeContainer"].contains($0.kind) }.map(\.title)
        #expect(removals == ["stop container `sample-old-1`", "remove container `sample-old-1`"])
        let uninstall = Plan.uninstall(try Site.name("sample"), states: [], data: .removed, at: try site(facts))
        #expect(
            uninstall.steps.map(\.kind) == [
                "removeBootUnit", "stopContainer", "removeContainer", "removeConfiguration", "removeData",
            ])
    }

    @Test func everyStepThatMakesHasOneThatTakesBack() throws {
        let plan = try Plan.install(application.desired().state, at: site())
        let undone = Set(plan.steps.compactMap(\.undo?.kind))
        #expect(
            undone == [
                "releaseImage", "removeConfiguration", "removeNetwork", "removeContainer", "stopContainer",
                "removeBootUnit",
            ])
    }

    @Test func anotherPlatformIsRefused() throws {
        var facts = Self.facts
        facts.platform = Platform(os: "linux", architecture: "riscv64")
        #expect(throws: Problem.self) { try Plan.install(application.desired().state, at: site(facts)) }
    }

    private func site(_ facts: EngineFacts = Self.facts) throws -> InstallationSite {
        InstallationSite(
            host: try SampleApplication.name("here", HostName.init),
            stateDirectory: AbsolutePath("/state", relativeTo: .root), target: "target-1", engine: facts,
            selinuxEnforcing: false)
    }

    private func container(_ name: String, _ labels: [String: String]) -> EngineFacts.Container {
        EngineFacts.Container(
            id: "id-of-" + name, name: name, imageID: "sha256:0", state: "running", labels: labels, ports: [])
    }

    private static let facts = EngineFacts(
        address: "unix:///run/docker.sock", product: "docker", version: "20.10.24", apiVersion: "1.41",
        platform: Platform(os: "linux", architecture: SampleApplication.architecture), storageDriver: "overlay2",
        containerdStore: false, rootDirectory: "/var/lib/docker", rootFree: nil, liveRestore: false,
        swarmState: "inactive", memoryLimit: true, seesFiles: .seen, containers: [], images: [], networks: [],
        volumes: [], addressPools: [])
}

extension Step {
    fileprivate var planned2: (id: String, kind: String) { (id, String(id.prefix { $0 != ":" })) }
}

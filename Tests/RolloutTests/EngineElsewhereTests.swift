import EngineClient
import Foundation
import Opening
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// An engine that sees neither our files nor our loopback address: what the plan makes of folders, and what goes out in the place of a pull.
@Suite struct EngineElsewhereTests {
    @Test func foldersBecomeVolumesAndSingleFilesGoIntoTheContainer() throws {
        let application = try SampleApplication()
        let plan = try Plan.install(application.desired().state, at: site())
        let kinds = Set(plan.steps.map(\.kind))
        #expect(kinds.isDisjoint(with: ["writeConfiguration", "makeDataFolder"]))
        let volumes = plan.steps.compactMap(\.filledVolume)
        #expect(volumes.map(\.specification.name) == ["sample.data.data"])
        let data = try #require(volumes.first)
        #expect(data.owner == 0 && data.group == 0 && data.mode == 0o700 && data.entries.isEmpty)
        #expect(data.specification.labels[ObjectLabel.files] == FilledVolume.data)
        #expect(data.specification.labels[ObjectLabel.target] == "target-1")

        let containers = plan.state?.containers ?? []
        let web = try #require(containers.first { $0.name == "sample-web-1" })
        #expect(web.specification.host.binds == nil)
        let file = try #require(web.files?.first)
        #expect(file.path == "/etc/site.conf")
        let text = String(decoding: file.content.renderedBytes ?? [], as: UTF8.self)
        #expect(text == "name = here\npass = s3cret-of-the-test\n")
        let database = try #require(containers.first { $0.name == "sample-db-1" })
        #expect(database.specification.host.binds?.contains("sample.data.data:/data") == true)
        for step in plan.steps {
            #expect(try CanonicalJSON.decode(Step.self, from: CanonicalJSON.encode(step)) == step)
            #expect(!step.title.contains("s3cret"))
        }
    }

    @Test func aFolderOfConfigurationIsAVolumeNamedByItsContent() throws {
        let names = try ["one", "two"].map { content in
            let application = try SampleApplication(
                compose: """
                    services:
                      web:
                        image: sample-web:1
                        volumes: ["./conf.d:/etc/conf.d:ro"]
                    """, files: ["conf.d/a.conf": content, "conf.d/below/b.conf": "b"], images: ["sample-web:1"])
            let plan = try Plan.install(application.desired().state, at: site())
            let volume = try #require(plan.steps.compactMap(\.filledVolume).first)
            #expect(volume.entries.map(\.path.rawValue).sorted() == ["a.conf", "below/b.conf"])
            #expect(volume.specification.labels[ObjectLabel.files] == FilledVolume.configuration)
            let web = try #require(plan.state?.containers.first)
            #expect(web.specification.host.binds == ["\(volume.specification.name):/etc/conf.d:ro"])
            return volume.specification.name
        }
        #expect(Set(names).count == 2)
        #expect(names.allSatisfy { $0.hasPrefix("sample.config.") })
    }

    @Test func uninstallTakesConfigurationAndLeavesData() throws {
        var facts = Self.facts
        facts.volumes = ["configuration", "data"].map { word in
            EngineFacts.Volume(
                name: "sample.\(word)", driver: "local",
                labels: [
                    ObjectLabel.files: word, ObjectLabel.installation: "sample", ObjectLabel.target: "target-1",
                ])
        }
        let plan = Plan.uninstall(try Site.name("sample"), states: [], data: .kept, at: try site(facts))
        #expect(plan.steps.filter { $0.kind == "removeVolume" }.map(\.object) == ["sample.configuration"])
        #expect(plan.leaves.map(\.name) == ["sample.data"])
    }

    @Test(arguments: ServedForm.allCases) func aStreamIsAnImageLayoutAndADockerArchive(_ form: ServedForm) throws {
        let application = try SampleApplication()
        let plan = try Plan.install(application.desired().state, at: site())
        for image in try #require(plan.state?.images) {
            let stream = ImageStream(
                image: image, form: form, content: BundleRegistry(bundle: application.bundle, preferred: form),
                name: ImageStream.loadingName(of: image), meter: TransferMeter(form: form) { _ in })
            var reader = try stream.open()
            let bytes = try #require(try reader.readAll(limit: 64 << 20))
            let files = try TestArchive.files(in: bytes)
            for (name, content) in files where name.hasPrefix("blobs/sha256/") {
                #expect(Digest.of(content).hex == name.dropFirst("blobs/sha256/".count))
            }
            let index = try CanonicalJSON.decode(ImageIndex.self, from: try #require(files["index.json"]))
            #expect(index.manifests.map(\.digest) == [form == .plain ? image.plainManifest : image.packedManifest])
            let rescue = try #require(files["manifest.json"])
            let json = try JSONSerialization.jsonObject(with: Data(rescue))
            let entries = try #require(json as? [[String: Any]])
            let layers = try #require(entries.first?["Layers"] as? [String])
            #expect(layers == image.layers(form).map { "blobs/sha256/\($0.digest.hex)" })
            #expect(layers.allSatisfy { files[$0] != nil })
            #expect(entries.first?["RepoTags"] as? [String] == [stream.name.description])
        }
    }

    /// One that shares neither our files nor our loopback.
    private static var elsewhere: StubConfiguration {
        var configuration = StubConfiguration()
        configuration.files = .elsewhere
        configuration.loopback = .another
        return configuration
    }

    /// A store of Docker's own kind asks for no layer that it has; what an image that has gone meanwhile had is sent after all.
    @Test(arguments: [false, true]) func layersThatAreThereStayHere(_ anImageGoes: Bool) async throws {
        try await StubEngine.run(Self.elsewhere) { engine in
            let site = try Site(engine: engine.address, sight: .notSeen(reason: "a test"))
            _ = try await site.install(try SampleApplication())
            let before = await engine.loads
            #expect(before.count == 2)
            let later = try SampleApplication(page: "another page")
            let web = try #require(later.bundle.manifest.images.first { $0.reference.repository.hasSuffix("web") })
            let layers = try #require(web.platforms.first).layers.map { "blobs/sha256/\($0.diffID.hex)" }
            #expect(layers.count == 2)
            if anImageGoes {
                engine.inject(
                    StubFault(
                        .answer(status: 500, message: "open /layer.tar: no such file or directory"), method: "POST",
                        path: "/images/load"))
            }
            _ = try await site.install(later)
            let loaded = await engine.loads.dropFirst(2)
            #expect(loaded.count == 1)
            let names = try #require(loaded.last)
            #expect(names.contains(layers[1]))
            #expect(names.contains(layers[0]) == anImageGoes)
            _ = try await site.uninstall(data: .removed)
        }
    }

    /// Sending more to a disk that is full is no use.
    @Test func aFullDiskIsNotTriedAgainWithMore() async throws {
        try await StubEngine.run(Self.elsewhere) { engine in
            let site = try Site(engine: engine.address, sight: .notSeen(reason: "a test"))
            _ = try await site.install(try SampleApplication())
            engine.forgetRequests()
            engine.inject(
                StubFault(
                    .answer(status: 500, message: "write /layer.tar: no space left on device"), method: "POST",
                    path: "/images/load"))
            let later = try SampleApplication(page: "another page")
            let problem = await site.problem { _ = try await site.install(later) }
            #expect(problem?.hint == "free space there, then run `valise resume sample`")
            #expect(engine.requests.count { $0.path.contains("/images/load") } == 1)
        }
    }

    private func site(_ facts: EngineFacts = Self.facts) throws -> InstallationSite {
        InstallationSite(
            host: try SampleApplication.name("here", HostName.init),
            stateDirectory: AbsolutePath("/state", relativeTo: .root), target: "target-1", engine: facts,
            selinuxEnforcing: false)
    }

    private static let facts = EngineFacts(
        address: "tcp://10.0.0.7:2375", product: "docker", version: "20.10.24", apiVersion: "1.41",
        platform: Platform(os: "linux", architecture: SampleApplication.architecture), storageDriver: "overlay2",
        containerdStore: false, rootDirectory: "/var/lib/docker", rootFree: nil, liveRestore: false,
        swarmState: "inactive", memoryLimit: true, seesFiles: .notSeen(reason: "elsewhere"), containers: [],
        images: [], networks: [], volumes: [], addressPools: [])
}

extension Step {
    fileprivate var filledVolume: FilledVolume? {
        if case .fillVolume(let volume) = self { return volume }
        return nil
    }
}

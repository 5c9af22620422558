import Vocabulary

/// Facts, images and manifests that pass every check; tests change what they are about.
enum Sample {
    static let platform = Platform(os: "linux", architecture: "amd64")
    static let bundleTime: Int64 = 1_700_000_000

    static func digest(_ text: String) -> Digest { .of(Array(text.utf8)) }

    static func image(
        _ reference: String, services: [String] = [], platforms: [Platform] = [platform], layers: [Int64] = [1 << 20],
        content: String? = nil
    ) -> BundledImage {
        let seed = content ?? reference
        let blob: (String, Int64) -> Descriptor = { name, size in
            Descriptor(mediaType: .imageManifest, digest: digest("\(seed) \(name)"), size: size)
        }
        return BundledImage(
            reference: .named(reference), services: services.map { .named($0) }, source: "engine", upstreamDigest: nil,
            packedIndex: blob("packed", 100), plainIndex: blob("plain", 100),
            platforms: platforms.map { platform in
                BundledPlatform(
                    platform: platform, config: blob("config \(platform)", 100),
                    packedManifest: blob("packed \(platform)", 100), plainManifest: blob("plain \(platform)", 100),
                    layers: layers.enumerated().map { index, size in
                        BundledLayer(
                            stored: blob("layer \(index)", size / 2), diffID: digest("\(seed) layer \(index)"),
                            plainSize: size)
                    })
            })
    }

    static func manifest(
        images: [BundledImage] = [], files: [BundledFile] = [], questions: [Question] = [],
        requirements: ApplicationDescription.Requirements = .init(), environment: [String: String] = [:],
        data: [DataFolder] = [], platforms: [Platform] = [platform], open: String? = nil
    ) -> BundleManifest {
        BundleManifest(
            writer: "test",
            application: ApplicationDescription(
                name: .named("app"), version: .named("1.0.0"), title: "App", questions: questions,
                requirements: requirements, open: open),
            created: bundleTime, platforms: platforms, images: images, files: files,
            composeFiles: [.at("compose.yaml")],
            environment: environment, dataFolders: data, profiles: [])
    }

    static func machine(_ change: (inout MachineFacts) -> Void = { _ in }) -> MachineFacts {
        var facts = MachineFacts(
            platform: platform, kernel: "6.1.0", operatingSystem: "Debian 12", cpus: 4,
            memoryTotal: ByteCount(8 << 30), memoryAvailable: ByteCount(6 << 30), clock: bundleTime + 86400,
            stateDirectory: .init(
                path: .at("/var/lib/valise"), failure: nil, free: FreeSpace(ByteCount(50 << 30), on: 1),
                fsyncMilliseconds: 2),
            routes: [.init(subnet: "192.168.7.0/24", device: "eth0")], listeners: [],
            kernelFeatures: ["bridge": true, "veth": true, "nf_nat": true, "overlay": true],
            cgroup: .init(version: 2, memoryController: true), paths: [:], selinuxEnforcing: false)
        change(&facts)
        return facts
    }

    static func engine(_ change: (inout EngineFacts) -> Void = { _ in }) -> EngineFacts {
        var facts = EngineFacts(
            address: "unix:///run/docker.sock", product: "docker", version: "20.10.24+dfsg1", apiVersion: "1.41",
            platform: platform, storageDriver: "overlay2", containerdStore: false, rootDirectory: "/var/lib/docker",
            rootFree: FreeSpace(ByteCount(50 << 30), on: 2), liveRestore: false, swarmState: "inactive",
            memoryLimit: true,
            seesFiles: .seen, containers: [], images: [], networks: [], volumes: [], addressPools: [])
        change(&facts)
        return facts
    }

    static func host(
        _ name: String = "h1", machine: MachineFacts = machine(), engine: EngineFacts = engine()
    ) -> HostFacts {
        HostFacts(name: .named(name), machine: machine, engine: .reached(engine))
    }

    static func profile(
        checks: [String: Profile.CheckLevel] = [:], labels: Profile.LoneHostLabels = .allAskedFor,
        answers: [VariableName: String] = [:]
    ) -> Profile {
        Profile(name: .named("demo-laptop"), title: "Demo", loneHostLabels: labels, checks: checks, answers: answers)
    }
}

import Planning
import Vocabulary

/// A large site that is always the same: racks and roles as labels, a part of the services with data, company, ports, reservations, or on every host.
struct SampleSite {
    let state: DesiredState
    let hosts: [TargetHost]

    private static let roles = 20

    init(services count: Int, hosts hostCount: Int) throws {
        let platform = Platform(os: "linux", architecture: "amd64")
        hosts = try (0..<hostCount).map { number in
            TargetHost(
                name: try Self.named("host-\(number)"), platform: platform, role: number < 5 ? .manager : .worker,
                labels: [
                    Label(key: "rack", value: "\(number % 40)"),
                    Label(key: "site.role", value: "\(number % Self.roles)"),
                ], memory: ByteCount(256 << 30), cpus: 64)
        }
        let application: ApplicationName = try Self.named("sample")
        guard let image = ImageReference("sample:1"), let version = Version("1.0.0") else { throw Self.defect("image") }
        let descriptor = Descriptor(mediaType: .imageIndex, digest: .of([]), size: 0)
        state = DesiredState(
            installation: InstallationName(application), application: application, version: version,
            images: [
                BundledImage(
                    reference: image, services: [], source: "engine", upstreamDigest: nil, packedIndex: descriptor,
                    plainIndex: descriptor,
                    platforms: [
                        BundledPlatform(
                            platform: platform, config: descriptor, packedManifest: descriptor,
                            plainManifest: descriptor, layers: [])
                    ])
            ], networks: [], volumes: [], services: try (0..<count).map { try Self.service($0, image, hostCount) },
            configurations: [], dataFolders: [], hostPaths: [], open: nil)
    }

    private static func service(_ number: Int, _ image: ImageReference, _ hostCount: Int) throws -> DesiredService {
        var constraints: [String] = []
        if number % 2 == 0 { constraints.append("node.labels.site.role == \(number / 2 % min(roles, hostCount))") }
        if number % 7 == 0 { constraints.append("node.labels.rack != \(number % 40)") }
        var scheduling = DesiredService.Scheduling()
        if number % 5 == 1 {
            scheduling.memory = ByteCount(1 << 30)
            scheduling.nanoCPUs = 100_000_000
        }
        if number % 1000 == 999 { scheduling.mode = .global }
        // Port 443 for a few services that bear each other in mind, any other for one alone.
        if number % 500 == 3, hostCount > 50 { scheduling.ports = [.init(number: 443, transport: "tcp", mode: .host)] }
        if number % 50 == 4 {
            let port = UInt16(truncatingIfNeeded: 1024 + number)
            scheduling.ports = [.init(number: port, transport: "udp", mode: .host)]
        }
        var specification = ContainerSpecification(image: image.familiar)
        if number % 10 == 2 { specification.host.binds = [BindSource.data + "service-\(number):/data"] }
        let tasks = number % 3 == 1 && number % 10 != 2 && hostCount > 50 ? 3 : 1
        return DesiredService(
            name: try named("service-\(number)"), image: image, dependencies: [], constraints: constraints,
            containers: (1...tasks).map { task in
                DesiredContainer(name: "sample-service-\(number)-\(task)", number: task, specification: specification)
            }, healthy: .init(seconds: 1, source: "default"), runsToCompletion: false,
            together: number % 10 == 7 ? [try named("service-\(number - 5)")] : [], scheduling: scheduling)
    }

    private static func named<Name: ValidatedName>(_ text: String) throws -> Name {
        guard let name = Name(text) else { throw defect(text) }
        return name
    }
    private static func defect(_ what: String) -> Problem {
        Problem("measure.sample", .defect, "the sample cannot be made: `\(what)` is not valid")
    }
}

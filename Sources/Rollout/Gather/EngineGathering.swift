import EngineClient
import HostAccess
import Vocabulary

/// Asks an engine for everything that checks and plans decide on.
struct EngineGathering: Sendable {
    let engine: EngineClient
    let address: EngineAddress
    let host: any HostAccess

    /// Without the look whether it sees our files. Cost: five calls at the same time.
    func facts() async throws -> EngineFacts {
        async let information = engine.info()
        async let containers = engine.listContainers(.all)
        async let images = engine.listImages()
        async let networks = engine.listNetworks()
        async let volumes = engine.listVolumes()
        let info = try await information
        let root = AbsolutePath(info.rootDirectory)
        let isLocal =
            switch address {
            case .unix, .forwarded: true
            case .tcp, .tls: false
            }
        let rootIsSeen = if isLocal, let root { try await host.kind(of: root) == .folder } else { false }
        let free = if rootIsSeen, let root { try await host.freeSpace(at: root) } else { FreeSpace?.none }
        let isClassic = !info.containerdStore
        var facts = EngineFacts(
            address: address.description, product: engine.engineVersion.product,
            version: engine.engineVersion.version, apiVersion: engine.apiVersion.description,
            platform: info.platform, storageDriver: info.storageDriver, containerdStore: info.containerdStore,
            rootDirectory: info.rootDirectory, rootFree: free, liveRestore: info.liveRestore,
            swarmState: info.swarm.state.isEmpty ? "inactive" : info.swarm.state, memoryLimit: info.memoryLimit,
            seesFiles: .notTried, containers: try await containers.map(EngineFacts.Container.init),
            images: try await images.map { EngineFacts.Image($0, isClassic: isClassic) },
            networks: try await networks.map(EngineFacts.Network.init),
            volumes: try await volumes.map {
                EngineFacts.Volume(name: $0.name, driver: $0.driver, labels: $0.labels)
            }, addressPools: info.addressPools.map { "\($0.base) size \($0.size)" })
        facts.memory = info.memory > 0 ? ByteCount(info.memory) : nil
        facts.cpus = info.cpus > 0 ? info.cpus : nil
        facts.mapsUsers = info.securityOptions.contains { option in
            ["name=rootless", "name=userns"].contains { option == $0 || option.hasPrefix($0 + ",") }
        }
        facts.isSwarmManager = info.swarm.isManager
        facts.swarmNodeID = info.swarm.nodeID.isEmpty ? nil : info.swarm.nodeID
        facts.engineID = info.id.isEmpty ? nil : info.id
        guard info.swarm.isManager else { return facts }
        do {
            let details = try await engine.inspectSwarm()
            facts.swarmID = details.id
            facts.swarmTarget = details.settings.labels?[ObjectLabel.target]
            facts.isSwarmShared = details.settings.labels?[ObjectLabel.sharedSwarm] != nil
            facts.swarmNodes = Dictionary(
                try await engine.listNodes().map { ($0.id, $0.specification.availability.rawValue) }
            ) { first, _ in first }
            facts.services = try await engine.listServices().compactMap(EngineFacts.Service.init)
        } catch let problem as Problem where problem.isEngineWithoutLeader {
            facts.isWithoutLeader = true
        }
        return facts
    }
}

extension EngineFacts.Service {
    /// `nil` where it has no port of the routing mesh.
    init?(_ service: SwarmService) {
        let ports = service.ports.filter { $0.publishMode == .ingress }
        guard !ports.isEmpty else { return nil }
        self.init(
            name: service.name, labels: service.specification.labels,
            ports: ports.map {
                .init(
                    transport: $0.transport.rawValue, hostAddress: nil, hostPort: $0.published,
                    containerPort: $0.target)
            })
    }
}

extension EngineFacts.Container {
    init(_ summary: ContainerSummary) {
        self.init(
            id: summary.id, name: summary.name, imageID: summary.imageID, state: summary.state.rawValue,
            labels: summary.labels,
            ports: summary.ports.map {
                Port(
                    transport: $0.transport, hostAddress: $0.hostAddress, hostPort: $0.hostPort,
                    containerPort: $0.containerPort)
            })
    }
}

extension EngineFacts.Image {
    init(_ summary: ImageSummary, isClassic: Bool) {
        self.init(
            id: summary.id, config: isClassic ? Digest(summary.id) : nil, tags: summary.tags,
            digests: summary.digests)
    }
}

extension EngineFacts.Network {
    init(_ network: EngineNetwork) {
        self.init(
            id: network.id, name: network.name, driver: network.driver, labels: network.labels,
            subnets: network.subnets)
    }
}

import EngineClient
import Testing
import Vocabulary

extension ContractCase {
    static let networks = [
        ContractCase(name: "a network is created, joined, left, removed") { world in
            let client = world.client
            let name = world.name("net")
            let network = try await client.createNetwork(NetworkSpecification(name: name, labels: world.labels))
            let found = try #require(try await client.inspectNetwork(name))
            #expect(found.id == network)
            #expect(found.driver == "bridge")
            #expect(found.subnets.count == 1)
            #expect(found.labels == world.labels)
            #expect(try await client.listNetworks(filters: world.filters).map(\.name) == [name])

            var specification = world.specification()
            specification.host.networkMode = name
            specification.networking = NetworkingConfiguration(endpoints: [name: EndpointSettings(aliases: ["web"])])
            let id = try await world.create("a", specification)
            // Podman counts those that do not run, too.
            #expect(try await client.inspectNetwork(name)?.containers == (world.kind == .podman ? [id] : []))
            try await client.startContainer(id)
            #expect(try await client.inspectNetwork(name)?.containers == [id])
            let details = try #require(try await client.inspectContainer(id))
            #expect(details.networks[name]?.networkID == (world.kind == .podman ? name : network))
            #expect(details.networks[name]?.ipv4.isEmpty == false)
            #expect(details.networks[name]?.aliases.contains("web") == true)

            let second = world.name("second")
            _ = try await client.createNetwork(NetworkSpecification(name: second, labels: world.labels))
            try await client.connectNetwork(second, container: id, endpoint: EndpointSettings(aliases: ["www"]))
            #expect(try await client.inspectContainer(id)?.networks.keys.sorted() == [name, second].sorted())
            let again = try await world.problem { try await client.connectNetwork(second, container: id) }
            #expect(["engine.refused", "engine.conflict", "engine.failed"].contains(again.code.rawValue))

            let busy = try await world.problem { try await client.removeNetwork(name) }
            #expect(busy.code == (world.kind == .podman ? EngineProblem.conflict : EngineProblem.refused))
            #expect(busy.message.contains(world.words("has active endpoints", podman: "is being used")))
            try await client.disconnectNetwork(name, container: id)
            try await client.removeNetwork(name)
            #expect(try await client.inspectNetwork(name) == nil)
            #expect(try await world.problem { try await client.removeNetwork(name) }.isEngineNotFound)
        },
        ContractCase(name: "a network's name is taken once") { world in
            let specification = NetworkSpecification(name: world.name("net"), labels: world.labels)
            _ = try await world.client.createNetwork(specification)
            let problem = try await world.problem { _ = try await world.client.createNetwork(specification) }
            #expect(problem.isEngineConflict)
            #expect(
                problem.message.contains(
                    world.words("network with name \(world.name("net")) already exists", podman: "already used")))
        },
        ContractCase(
            name: "a container whose network is gone does not start",
            exceptions: [.podman: "no network goes while a container names it"]
        ) { world in
            var specification = world.specification()
            specification.host.networkMode = world.name("net")
            _ = try await world.client.createNetwork(
                NetworkSpecification(name: world.name("net"), labels: world.labels))
            let id = try await world.create("a", specification)
            try await world.client.removeNetwork(world.name("net"))
            let problem = try await world.problem { try await world.client.startContainer(id) }
            #expect(problem.isEngineNotFound)
            #expect(problem.message.contains("network \(world.name("net")) not found"))
        },
        ContractCase(name: "a subnet is taken once") { world in
            var specification = NetworkSpecification(name: world.name("net"), labels: world.labels)
            var management = NetworkSpecification.AddressManagement()
            var pool = NetworkSpecification.Pool()
            pool.subnet = "10.213.77.0/24"
            management.pools = [pool]
            specification.ipam = management
            _ = try await world.client.createNetwork(specification)
            #expect(try await world.client.inspectNetwork(world.name("net"))?.subnets == ["10.213.77.0/24"])
            specification.name = world.name("other")
            let problem = try await world.problem { _ = try await world.client.createNetwork(specification) }
            #expect(problem.code == (world.kind == .podman ? EngineProblem.failed : EngineProblem.refused))
            #expect(
                problem.message.contains(
                    world.words("Pool overlaps with other one on this address space", podman: "is already used")))
        },
        ContractCase(name: "a volume is created, used, kept, removed") { world in
            let client = world.client
            let name = world.name("data")
            let volume = try await client.createVolume(VolumeSpecification(name: name, labels: world.labels))
            #expect(volume.name == name)
            #expect(volume.driver == "local")
            #expect(volume.labels == world.labels)
            let again = try await client.createVolume(VolumeSpecification(name: name, labels: ["other": "1"]))
            #expect(again.labels == world.labels)
            #expect(try await client.listVolumes(filters: world.filters).map(\.name) == [name])
            var specification = world.specification()
            specification.host.binds = ["\(name):/data"]
            let id = try await world.create("a", specification)
            let mount = try #require(try await client.inspectContainer(id)?.mounts.first)
            #expect(mount.type == "volume" && mount.name == name && mount.destination == "/data" && mount.isWritable)
            let busy = try await world.problem { try await client.removeVolume(name) }
            #expect(busy.isEngineConflict)
            #expect(busy.message.contains(world.words("volume is in use", podman: "is being used")))
            try await client.removeContainer(id)
            #expect(try await client.inspectVolume(name) != nil)
            try await client.removeVolume(name)
            #expect(try await client.inspectVolume(name) == nil)
            #expect(try await world.problem { try await client.removeVolume(name) }.isEngineNotFound)
        },
    ]
}

import EngineClient
import Testing
import Vocabulary

extension ContractCase {
    static let swarm = [
        ContractCase(name: "an engine in no swarm says so") { world in
            let client = world.client
            let service = world.service("web")
            for call in [
                { _ = try await client.inspectSwarm() }, { _ = try await client.listNodes() },
                { _ = try await client.inspectNode("a") }, { _ = try await client.listServices() },
                { _ = try await client.inspectService("a") }, { _ = try await client.createService(service) },
                { try await client.removeService("a") }, { _ = try await client.listTasks() },
                { _ = try await client.inspectTask("a") }, { _ = try await client.serviceLogs("a") },
                { _ = try await client.listConfigs() }, { _ = try await client.listSecrets() },
                { _ = try await client.createSecret(SecretSpecification(name: "a", data: [1])) },
                { try await client.leaveSwarm(.forced) },
            ] as [@Sendable () async throws -> Void] {
                let problem = try await world.problem(call)
                #expect(problem.code == (world.kind == .podman ? EngineProblem.noSwarm : EngineProblem.notManager))
                #expect(problem.exit == (world.kind == .podman ? .prerequisite : .step))
            }
            let info = try await client.info().swarm
            #expect(["inactive", ""].contains(info.state))
            #expect(info.nodeID.isEmpty && !info.isManager && info.clusterID == nil && info.nodes == 0)
        },
        ContractCase(
            name: "a swarm is begun, keeps its settings, and is left", exceptions: [.podman: "it has no Swarm mode"]
        ) { world in
            let client = world.client
            let before = Set(try await client.listNetworks().map(\.name))
            var beginning = ContractWorld.alone
            beginning.dataPathPort = 4799
            var settings = SwarmSettings()
            settings.orchestration = .init(taskHistory: 2)
            // Ten years.
            settings.certificates = .init(nodeExpiry: 87_600 * 3_600_000_000_000)
            settings.labels = world.labels
            beginning.settings = settings
            let node = try await client.initializeSwarm(beginning)
            do {
                let info = try await client.info().swarm
                #expect(info.state == "active" && info.isManager && info.error.isEmpty)
                #expect(info.nodeID == node && info.nodes == 1 && info.managers == 1)
                #expect(info.nodeAddress == "127.0.0.1")
                let swarm = try await client.inspectSwarm()
                #expect(info.clusterID == swarm.id)
                #expect(swarm.settings.orchestration?.taskHistory == 2)
                #expect(swarm.settings.certificates?.nodeExpiry == settings.certificates?.nodeExpiry)
                #expect(swarm.settings.encryption?.autoLock == false)
                #expect(swarm.settings.dispatcher?.heartbeatPeriod == 5_000_000_000)
                #expect(swarm.addressPools == ["10.213.0.0/16"] && swarm.subnetSize == 26)
                #expect(swarm.dataPathPort == 4799)
                #expect(!swarm.isRotatingRoot && swarm.trustRoot.hasPrefix("-----BEGIN CERTIFICATE-----"))
                let tokens = [NodeRole.worker, .manager].map { swarm.token(for: $0).reveal() }
                #expect(tokens[0] != tokens[1] && tokens.allSatisfy { $0.hasPrefix("SWMTKN-1-") })
                #expect(!tokens.contains { "\(swarm)".contains($0) })

                #expect(
                    try await world.problem { _ = try await client.initializeSwarm(beginning) }.code
                        == EngineProblem.inSwarm)
                let join = SwarmJoin(remoteAddresses: ["127.0.0.1:2377"], token: swarm.workerToken)
                #expect(try await world.problem { try await client.joinSwarm(join) }.code == EngineProblem.inSwarm)

                var changed = swarm.settings
                changed.orchestration = .init(taskHistory: 3)
                let late = try await world.problem { try await client.updateSwarm(version: 1, settings: changed) }
                #expect(late.isEngineOutOfSequence)
                // A new swarm changes by itself in its first moments.
                let after = try await world.wait(for: "the swarm's settings") {
                    do {
                        let version = try await client.inspectSwarm().version
                        try await client.updateSwarm(version: version, settings: changed, rotating: [.worker])
                        return try await client.inspectSwarm()
                    } catch let problem as Problem where problem.isEngineOutOfSequence {
                        return nil
                    }
                } otherwise: {
                    "out of sequence"
                }
                #expect(after.settings.orchestration?.taskHistory == 3)
                #expect(after.settings.certificates?.nodeExpiry == settings.certificates?.nodeExpiry)
                #expect(after.workerToken != swarm.workerToken && after.managerToken == swarm.managerToken)
                #expect(after.version > swarm.version)

                let refusal = try await world.problem { try await client.leaveSwarm() }
                #expect(refusal.isEngineConflict)
                #expect(refusal.message.contains("Removing the last manager erases all current state of the swarm"))
            } catch {
                await world.leave(keeping: before)
                throw error
            }
            try await client.leaveSwarm(.forced)
            #expect(try await client.info().swarm.state == "inactive")
            #expect(try await world.problem { try await client.leaveSwarm() }.code == EngineProblem.notManager)
            await world.leave(keeping: before)
        },
        .inSwarm("a node says what it is and takes labels") { world in
            let client = world.client
            let info = try await client.info()
            let nodes = try await client.listNodes()
            #expect(nodes.map(\.id) == [info.swarm.nodeID])
            let node = try await world.wait(for: "the node") {
                let found = try await client.inspectNode(info.swarm.nodeID)
                return found?.status.state == .ready ? found : nil
            } otherwise: {
                "not ready"
            }
            #expect(node.hostName == info.hostName && node.platform == info.platform)
            #expect(node.memory == info.memory && node.nanoCPUs == Int64(info.cpus) * 1_000_000_000)
            #expect(node.engineVersion == client.engineVersion.version)
            #expect(node.status.message.isEmpty && node.status.address == "127.0.0.1")
            #expect(node.manager?.isLeader == true && node.manager?.reachability == .reachable)
            #expect(node.manager?.address == "127.0.0.1:2377")
            #expect(node.specification.role == .manager && node.specification.availability == .active)
            #expect(node.specification.labels.isEmpty)
            var changed = node.specification
            changed.labels = ["site.role": "web", "rack": "1"]
            let late = try await world.problem {
                try await client.updateNode(node.id, version: 1, specification: changed)
            }
            #expect(late.isEngineOutOfSequence && late.exit == .step)
            try await world.change(node.id) { $0.labels = changed.labels }
            let after = try #require(try await client.inspectNode(info.hostName))
            #expect(after.specification.labels == changed.labels && after.version > node.version)
            #expect(try await client.listNodes(filters: ["node.label": ["rack=1"]]).count == 1)
            #expect(try await client.listNodes(filters: ["node.label": ["rack=2"]]).isEmpty)
            try await world.change(node.id) { $0.availability = .drain }
            #expect(try await client.inspectNode(node.id)?.specification.availability == .drain)
            #expect(try await client.inspectNode(world.prefix) == nil)
            #expect(try await world.problem { try await client.removeNode(world.prefix) }.isEngineNotFound)
            #expect(try await world.problem { try await client.removeNode(node.id, .forced) }.isEngineConflict)
            let last = try await world.problem {
                try await world.change(node.id) { $0.role = .worker }
            }
            #expect(last.message.contains("attempting to demote the last manager of the swarm"))
        },
        .inSwarm("configs and secrets are kept, read by services, and cannot be removed meanwhile") { world in
            let client = world.client
            let config = ConfigSpecification(
                name: world.name("conf"), labels: world.labels, data: Array("good morning\n".utf8))
            let secret = SecretSpecification(
                name: world.name("key"), labels: world.labels, data: Array("open sesame\n".utf8))
            let configID = try await client.createConfig(config)
            let secretID = try await client.createSecret(secret)
            #expect(try await client.inspectConfig(config.name)?.id == configID)
            #expect(try await client.inspectConfig(configID)?.specification == config)
            #expect(try await client.listConfigs(filters: world.filters).map(\.name) == [config.name])
            let found = try #require(try await client.inspectSecret(secret.name))
            #expect(found.id == secretID && found.name == secret.name && found.labels == world.labels)
            #expect(try await client.listSecrets(filters: world.filters).map(\.id) == [secretID])
            #expect(try await world.problem { _ = try await client.createConfig(config) }.isEngineConflict)
            #expect(try await world.problem { _ = try await client.createSecret(secret) }.isEngineConflict)
            let large = ConfigSpecification(name: world.name("large"), data: Array(repeating: 65, count: 1000 * 1024))
            #expect(try await world.problem { _ = try await client.createConfig(large) }.code == EngineProblem.refused)

            var service = world.service("reader", ["sh", "-c", "cat /etc/conf; cat /run/secrets/key; sleep 1000"])
            service.taskTemplate.container.configs = [
                .init(id: configID, name: config.name, file: .init(name: "/etc/conf", mode: 0o440))
            ]
            service.taskTemplate.container.secrets = [
                .init(id: secretID, name: secret.name, file: .init(name: "key", owner: "10", mode: 0o400))
            ]
            let id = try await world.create(service)
            let task = try await world.task(of: id) { $0.status.state == .running }
            let said = try await world.wait(for: "what was read") {
                let text = try await world.output(of: try await client.taskLogs(task.id)).out
                return text.contains("sesame") ? text : nil
            } otherwise: {
                try await world.output(of: try await client.taskLogs(task.id)).error
            }
            #expect(said == "good morning\nopen sesame\n")
            for problem in [
                try await world.problem { try await client.removeConfig(configID) },
                try await world.problem { try await client.removeSecret(secretID) },
            ] {
                #expect(problem.isEngineConflict)
                #expect(problem.message.contains("is in use by the following service: \(service.name)"))
            }
            try await client.removeService(id)
            try await client.removeConfig(config.name)
            try await client.removeSecret(secretID)
            #expect(try await client.inspectConfig(configID) == nil)
            #expect(try await client.inspectSecret(secretID) == nil)
            #expect(try await world.problem { try await client.removeSecret(secretID) }.isEngineNotFound)
            service.taskTemplate.container.secrets = []
            let gone = try await world.problem { _ = try await client.createService(service) }
            #expect(gone.message.contains("config not found: \(config.name)"))
        },
    ]
}

extension ContractWorld {
    /// Reads a node, changes it and writes it, again where somebody else was faster.
    func change(_ node: String, _ change: (inout NodeSpecification) -> Void) async throws {
        try await wait(for: "the node") {
            do {
                let found = try #require(try await client.inspectNode(node))
                var specification = found.specification
                change(&specification)
                try await client.updateNode(node, version: found.version, specification: specification)
                return true
            } catch let problem as Problem where problem.isEngineOutOfSequence {
                return nil
            }
        } otherwise: {
            "out of sequence"
        }
    }

    /// The same with a service.
    func change(
        _ service: String, _ update: ServiceUpdate = .forward, _ change: (inout ServiceSpecification) -> Void
    ) async throws {
        try await wait(for: "the service") {
            do {
                let found = try #require(try await client.inspectService(service))
                var specification = found.specification
                change(&specification)
                try await client.updateService(
                    service, version: found.version, specification: specification, update)
                return true
            } catch let problem as Problem where problem.isEngineOutOfSequence {
                return nil
            }
        } otherwise: {
            "out of sequence"
        }
    }
}

import EngineClient
import TestKit
import Testing
import Vocabulary

/// Several stub engines that are one swarm: what a contract with a single engine cannot say.
@Suite struct ClusterTests {
    @Test func nodesJoinWithTokensAndLeave() async throws {
        try await Site.run(managers: 1, workers: 1) { site in
            let lead = site.clients[0]
            let nodes = try await lead.listNodes()
            #expect(nodes.map(\.hostName) == ["h1", "h2"])
            #expect(nodes.map(\.specification.role) == [.manager, .worker])
            #expect(nodes.map(\.status.address) == ["10.0.0.11", "10.0.0.12"])
            let worker = try await site.clients[1].info().swarm
            #expect(worker.state == "active" && !worker.isManager && worker.managerAddresses == ["10.0.0.11:2377"])
            let refused = await site.problem { _ = try await site.clients[1].listNodes() }
            #expect(refused?.code == EngineProblem.notManager)

            let other = try await site.add()
            let swarm = try await lead.inspectSwarm()
            let wrong = SwarmJoin(remoteAddresses: ["10.0.0.11:2377"], token: Secret("SWMTKN-1-wrong"))
            #expect(await site.problem { try await other.joinSwarm(wrong) }?.code == EngineProblem.refused)
            let nobody = SwarmJoin(remoteAddresses: ["10.0.0.99:2377"], token: swarm.workerToken)
            #expect(await site.problem { try await other.joinSwarm(nobody) }?.code == EngineProblem.failed)
            try await other.joinSwarm(.init(remoteAddresses: ["10.0.0.11:2377"], token: swarm.managerToken))
            #expect(try await other.listNodes().filter { $0.manager != nil }.count == 2)

            // Labels are lost with the node that leaves.
            try await site.change("h2") { $0.labels = ["a": "b"] }
            try await site.clients[1].leaveSwarm()
            #expect(try await lead.inspectNode("h2")?.status.state == .down)
            #expect(await site.problem { try await lead.removeNode("h3", .forced) }?.isEngineConflict == true)
            try await lead.removeNode("h2")
            try await site.clients[1].joinSwarm(.init(remoteAddresses: ["10.0.0.11:2377"], token: swarm.workerToken))
            #expect(try await lead.inspectNode("h2")?.specification.labels.isEmpty == true)
        }
    }

    @Test func tasksGoWhereTheyMay() async throws {
        try await Site.run(managers: 1, workers: 2) { site in
            try await site.change("h2") { $0.labels = ["site.role": "web"] }
            try await site.change("h3") { $0.labels = ["site.role": "web", "rack": "2"] }
            var service = try await site.service("web", replicas: 2)
            service.taskTemplate.placement = TaskPlacement(constraints: ["node.labels.site.role==web"])
            #expect(try await site.run(service, 2) == ["h2", "h3"])
            service.name = "one"
            service.taskTemplate.placement = TaskPlacement(
                constraints: ["node.labels.site.role==web", "node.labels.rack!=2"])
            #expect(try await site.run(service, 2) == ["h2", "h2"])
            service.name = "most"
            service.taskTemplate.placement?.maxReplicas = 1
            #expect(try await site.run(service, 1) == ["h2"])
            let waiting = try await site.tasks("most").first { $0.status.state == .pending }
            #expect(
                waiting?.status.error
                    == "no suitable node (scheduling constraints not satisfied on 2 nodes; max replicas per node limit exceed)"
            )
            service.name = "agent"
            service.mode = .global
            service.taskTemplate.placement = nil
            #expect(try await site.run(service, 3) == ["h1", "h2", "h3"])
            try await site.change("h1") { $0.availability = .drain }
            #expect(try await site.running("agent", 2) == ["h2", "h3"])
        }
    }

    @Test func aNodeOfAnotherPlatformIsPassedOver() async throws {
        try await Site.run(managers: 1, workers: 0) { site in
            var configuration = StubConfiguration()
            configuration.platform = Platform(os: "linux", architecture: "s390x")
            try await site.join(try await site.add(configuration))
            #expect(try await site.clients[0].inspectNode("h2")?.platform == configuration.platform)
            var service = try await site.service("web", replicas: 2)
            service.taskTemplate.placement = TaskPlacement()
            service.taskTemplate.placement?.platforms = [.init(.current)]
            #expect(try await site.run(service, 2) == ["h1", "h1"])
        }
    }

    @Test func aTaskIsRejectedWhereItsImageIsMissing() async throws {
        try await Site.run(managers: 1, workers: 1) { site in
            var only = try PlainImage(files: ["only": "there"])
            only.execution.command = ["app"]
            let image = try await site.engines[1].add(only, as: Site.image)
            var service = try await site.service("web", replicas: 1, mode: .global)
            service.taskTemplate.container.image = image
            service.taskTemplate.restartPolicy = TaskRestartPolicy(condition: TaskRestartPolicy.Condition.none)
            #expect(try await site.run(service, 1) == ["h2"])
            let rejected = try await site.tasks("web").first { $0.status.state == .rejected }
            #expect(rejected?.status.error == "No such image: \(image)")
        }
    }

    @Test func aNodeThatIsCutIsReplacedAndToldToStop() async throws {
        try await Site.run(managers: 1, workers: 2) { site in
            var service = try await site.service("web", replicas: 1)
            service.taskTemplate.placement = TaskPlacement(constraints: ["node.role==worker"])
            let first = try #require(try await site.run(service, 1).first)
            let second = first == "h2" ? "h3" : "h2"
            let engine = site.engines[first == "h2" ? 1 : 2]
            await engine.cut()
            let node = try #require(try await site.clients[0].inspectNode(first))
            #expect(node.status.state == .down && node.status.message == "heartbeat failure")
            _ = try await site.wait { try await site.tasks("web").count { $0.status.state == .running } == 2 }
            // The old one goes on where nobody hears of it.
            #expect(try await site.tasks("web").count { $0.desiredState == .running } == 1)
            let client = try await engine.client()
            #expect(try await client.listContainers(.running).count == 1)
            await engine.mend()
            _ = try await site.wait { try await client.listContainers(.running).isEmpty }
            #expect(try await site.running("web", 1) == [second])
        }
    }

    @Test func aPinnedTaskWaitsForItsNodeAndAPowerCutHasItsExitCode() async throws {
        try await Site.run(managers: 1, workers: 1) { site in
            try await site.change("h2") { $0.labels = ["pin": "db"] }
            var service = try await site.service("db", replicas: 1)
            service.taskTemplate.placement = TaskPlacement(constraints: ["node.labels.pin==db"])
            #expect(try await site.run(service, 1) == ["h2"])
            await site.engines[1].die()
            _ = try await site.wait { try await site.tasks("db").contains { $0.status.state == .pending } }
            let waiting = try await site.tasks("db").first { $0.status.state == .pending }
            #expect(
                waiting?.status.error
                    == "no suitable node (1 node not available for new tasks; scheduling constraints not satisfied on 1 node)"
            )
            try await site.engines[1].restart()
            #expect(try await site.running("db", 1) == ["h2"])
            let old = try await site.tasks("db").first { $0.status.state == .failed }
            #expect(old?.status.error == "task: non-zero exit (255)" && old?.desiredState == .shutdown)
        }
    }

    @Test func withoutAMajorityNothingChangesAndServicesGoOn() async throws {
        try await Site.run(managers: 3, workers: 0) { site in
            #expect(try await site.run(try await site.service("web", replicas: 1), 1).count == 1)
            let nodes = try await site.clients[0].listNodes()
            let leader = try #require(nodes.first { $0.manager?.isLeader == true })
            #expect(nodes.allSatisfy { $0.manager?.reachability == .reachable })
            let followers = site.engines.indices.filter { site.names[$0] != leader.hostName }
            let lead = try #require(site.names.firstIndex(of: leader.hostName))
            await site.engines[lead].cut()
            let after = try await site.clients[followers[0]].listNodes()
            #expect(after.first { $0.id == leader.id }?.manager?.reachability == .unreachable)
            #expect(after.count { $0.manager?.isLeader == true && $0.id != leader.id } == 1)
            #expect(await site.problem { _ = try await site.clients[lead].listNodes() }?.isEngineWithoutLeader == true)
            await site.engines[followers[0]].cut()
            let left = site.clients[followers[1]]
            let problem = await site.problem { _ = try await left.createConfig(.init(name: "a", data: [1])) }
            #expect(problem?.code == EngineProblem.noLeader && problem?.isEngineOutcomeUnknown == true)
            let info = try await left.info().swarm
            #expect(info.isManager && info.error.contains("does not have a leader"))
            await site.engines[lead].mend()
            await site.engines[followers[0]].mend()
            #expect(try await left.listConfigs().isEmpty)
            #expect(try await site.running("web", 1).count == 1)
        }
    }

    @Test func anUnhealthyTaskIsReplaced() async throws {
        try await Site.run(managers: 1, workers: 0) { site in
            var service = try await site.service("web", replicas: 1)
            var check = ContainerSpecification.Healthcheck()
            check.test = ["CMD", "true"]
            service.taskTemplate.container.healthcheck = check
            await site.engines[0].script(.service("web"), StubScript(health: .starting))
            _ = try await site.clients[0].createService(service)
            _ = try await site.wait { try await site.tasks("web").first?.status.state == .starting }
            let container = try #require(try await site.tasks("web").first?.status.container?.id)
            try await site.engines[0].setHealth(container, .healthy)
            _ = try await site.running("web", 1)
            await site.engines[0].script(.service("web"), StubScript())
            try await site.engines[0].setHealth(container, .unhealthy)
            _ = try await site.wait { try await site.tasks("web").contains { $0.status.state == .failed } }
            let failed = try await site.tasks("web").first { $0.status.state == .failed }
            #expect(failed?.status.error == "task: non-zero exit (137): dockerexec: unhealthy container")
            _ = try await site.running("web", 1)
        }
    }
}

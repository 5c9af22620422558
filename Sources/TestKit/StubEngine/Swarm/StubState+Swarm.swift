import Foundation
import Vocabulary

// An engine in a swarm, and what it is told to run.
extension StubState {
    /// The swarm that this engine is in.
    struct Membership: Sendable {
        let swarm: StubSwarm
        let nodeID: String
    }

    static let inSwarm = StubError(
        status: 503,
        message:
            "This node is already part of a swarm. Use \"docker swarm leave\" to leave this swarm and join another "
            + "one.")

    /// The swarm, where this engine can be asked about it now.
    func swarm() async throws -> StubSwarm {
        guard let membership else {
            throw StubError(
                status: 503,
                message: "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to "
                    + "connect this node to swarm and try again.")
        }
        try await membership.swarm.admit(membership.nodeID)
        return membership.swarm
    }

    func swarmInformation() async -> StubJSON {
        guard let membership else {
            return ["LocalNodeState": "inactive", "NodeID": "", "NodeAddr": "", "ControlAvailable": false, "Error": ""]
        }
        return await membership.swarm.membership(of: membership.nodeID)
    }

    private func facts(_ body: StubJSON) -> StubNode.Facts {
        let given = body["AdvertiseAddr"].text.flatMap { $0.isEmpty ? nil : String($0.prefix { $0 != ":" }) }
        return StubNode.Facts(
            hostName: configuration.hostName, address: given ?? configuration.hostAddress,
            platform: configuration.platform, nanoCPUs: Int64(configuration.cpus) * 1_000_000_000,
            memory: configuration.memory, release: configuration.release, labels: configuration.labels)
    }

    func initializeSwarm(_ body: StubJSON) async throws -> String {
        guard membership == nil else { throw Self.inSwarm }
        let swarm = StubSwarm(body, seed: newIdentifier())
        cluster.add(swarm)
        return await enter(swarm, body, as: .manager)
    }

    func joinSwarm(_ body: StubJSON) async throws {
        guard membership == nil else { throw Self.inSwarm }
        let addresses = body["RemoteAddrs"].texts
        guard let (swarm, role) = await cluster.find(addresses, token: body["JoinToken"].text ?? "") else {
            throw StubError(
                status: 503,
                message: "rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while "
                    + "dialing dial tcp \(addresses.first ?? ""): connect: connection refused\"")
        }
        guard let role else {
            throw StubError(
                status: 400,
                message: "rpc error: code = InvalidArgument desc = A valid join token is necessary to join this cluster"
            )
        }
        guard await swarm.hasQuorum else { throw StubSwarm.noLeader }
        _ = await enter(swarm, body, as: role)
    }

    private func enter(_ swarm: StubSwarm, _ body: StubJSON, as role: NodeRole) async -> String {
        let id = await swarm.add(self, facts(body), as: role, availability: body["Availability"].text)
        membership = Membership(swarm: swarm, nodeID: id)
        if !networks.values.contains(where: { $0.name == "docker_gwbridge" }) {
            let bridge = StubNetwork(
                id: newIdentifier(), name: "docker_gwbridge", driver: "bridge", labels: [:], specification: [:],
                subnet: "172.30.0.0/16", created: now())
            networks[bridge.id] = bridge
        }
        await swarm.nodesChanged()
        return id
    }

    func leaveSwarm(force: Bool) async throws {
        guard let membership else { throw StubError(status: 503, message: "This node is not part of a swarm") }
        if !force, let objection = await membership.swarm.objection(to: membership.nodeID) {
            throw StubError(status: 503, message: objection)
        }
        self.membership = nil
        await membership.swarm.leave(membership.nodeID)
        dropTasks(except: [])
        networks = networks.filter { $0.value.scope != "swarm" }
    }

    /// Whether anybody else hears of this engine.
    func setCut(_ isCut: Bool) async {
        guard let membership else { return }
        await membership.swarm.setCut(membership.nodeID, isCut)
    }

    func take(_ found: [String: StubNetwork]) { networks.merge(found) { _, new in new } }
    func dropNetwork(_ id: String) { networks[id] = nil }

    // Tasks.

    static let taskLabel = "com.docker.swarm.task.id"

    /// Makes a task's container and starts it. The image is pulled first unless the store knows it by exactly this digest or ID; a pull that fails is only logged.
    func runTask(_ order: StubTaskOrder) async -> StubTaskOutcome {
        let reference = order.container["Image"].text ?? ""
        let isPinned = reference.contains("@") || reference.hasPrefix("sha256:")
        if !isPinned || findImage(reference) == nil, let parsed = ImageReference(reference),
            !reference.hasPrefix("sha256:")
        {
            let selector = parsed.digest.map { "\($0)" } ?? parsed.tag ?? "latest"
            // What the store has is used all the same.
            _ = try? await pull(parsed.name, selector: selector, platform: nil) { _ in }
        }
        let id: String
        do {
            for attachment in order.networks { networks[attachment.network.id] = attachment.network }
            id = try makeContainer(name: order.name, body(order))["Id"].text ?? ""
        } catch {
            return .rejected((error as? StubError)?.message ?? "\(error)")
        }
        for attachment in order.networks.dropFirst() {
            containers[id]?.endpoints[attachment.network.name] = .init(
                networkID: attachment.network.id, aliases: [], settings: Self.settings(attachment))
        }
        for (path, file) in order.files { write(id, path, file) }
        do {
            _ = try startContainer(id)
        } catch {
            let message = (error as? StubError)?.message ?? "\(error)"
            return .failed("starting container failed: \(message)", container: id)
        }
        return .started(container: id)
    }

    private static func settings(_ attachment: StubTaskOrder.Attachment) -> StubJSON {
        // Its names there are Swarm's, the engine does not tell them.
        ["IPAMConfig": ["IPv4Address": .string(attachment.address)]]
    }

    /// As the engine's executor has it (moby, `daemon/cluster/executor/container`).
    private func body(_ order: StubTaskOrder) -> StubJSON {
        let container = order.container
        var body: StubJSON = [
            "Image": .string(Self.shown(container["Image"].text ?? "")), "Labels": StubJSON(order.labels),
            "Entrypoint": container["Command"], "Cmd": container["Args"], "Env": container["Env"],
            "WorkingDir": container["Dir"], "User": container["User"], "Hostname": container["Hostname"],
            "Tty": container["TTY"], "OpenStdin": container["OpenStdin"], "StopSignal": container["StopSignal"],
            "Healthcheck": container["Healthcheck"],
        ]
        var bindings: [String: StubJSON] = [:]
        for port in order.ports {
            let key = "\(port["TargetPort"].number ?? 0)/\(port["Protocol"].text ?? "tcp")"
            let number = port["PublishedPort"].number.map(String.init) ?? ""
            bindings[key] = [["HostPort": .string(number)]]
        }
        body["HostConfig"] = ["Mounts": container["Mounts"], "PortBindings": .object(bindings)]
        if let first = order.networks.first {
            body["HostConfig"]["NetworkMode"] = .string(first.network.name)
            body["NetworkingConfig"] = ["EndpointsConfig": .object([first.network.name: Self.settings(first)])]
        }
        return body
    }

    /// `nil` where it is gone.
    func lookAtTask(_ id: String) -> StubTaskSight? {
        // Who waits for a container's health looks at it.
        _ = try? inspectContainer(id)
        guard let container = containers[id] else { return nil }
        return StubTaskSight(
            isRunning: container.isRunning, exitCode: container.exitCode, health: container.health)
    }

    func stopTask(_ id: String) {
        if containers[id]?.isRunning == true { stop(id, exitCode: 137, byPerson: true) }
    }

    func removeTask(_ id: String) {
        guard containers[id] != nil else { return }
        stopTask(id)
        containers[id] = nil
    }

    /// Removes the containers of tasks that the swarm does not know any more.
    func dropTasks(except known: Set<String>) {
        for container in containers.values {
            guard let task = container.labels[Self.taskLabel], !known.contains(task) else { continue }
            removeTask(container.id)
        }
    }

    /// Tells the swarm that a container of a task is not what it was.
    func tell(of container: StubContainer) {
        guard container.labels[Self.taskLabel] != nil, let swarm = membership?.swarm else { return }
        Task { await swarm.look() }
    }
}

import Foundation
import Vocabulary

extension StubState {
    func listContainers(all: Bool, filters: [String: [String]]) -> StubJSON {
        let found = containers.values.filter { container in
            (all || container.isRunning || filters["status"] != nil)
                && Self.matches(container.labels, filters["label"] ?? [])
                && filters["name"].map { $0.contains { container.name.contains($0) } } ?? true
                && filters["id"].map { $0.contains { container.id.hasPrefix($0) } } ?? true
                && filters["status"]?.contains(container.state) ?? true
                && filters["volume"].map { $0.contains { name in container.mounts.contains { $0.name == name } } }
                    ?? true
                && filters["network"].map { $0.contains { container.endpoints[$0] != nil } } ?? true
        }
        return .array(found.sorted { $0.created > $1.created }.map(summary))
    }

    private func summary(_ container: StubContainer) -> StubJSON {
        var ports: [StubJSON] = []
        for (key, published) in container.published.sorted(by: { $0.key < $1.key }) {
            let parts = key.split(separator: "/")
            for port in published {
                ports.append([
                    "IP": .string(port.address), "PublicPort": .int(Int64(port.port)),
                    "PrivatePort": .int(Int64(parts[0]) ?? 0),
                    "Type": .string(parts.count == 2 ? String(parts[1]) : "tcp"),
                ])
            }
        }
        return [
            "Id": .string(container.id), "Names": ["/\(container.name)".json],
            "Image": container.specification["Image"], "ImageID": .string(container.imageID),
            "State": .string(container.state),
            "Status": .string(
                container.isRunning ? "Up" + (container.health.map { " (\($0))" } ?? "") : container.state.capitalized),
            "Labels": StubJSON(container.labels), "Ports": .array(ports),
            "Created": .int(container.created.nanoseconds / 1_000_000_000),
            "NetworkSettings": ["Networks": .object(container.endpoints.mapValues { endpoint($0) })],
        ]
    }

    private func endpoint(_ endpoint: StubContainer.Endpoint) -> StubJSON {
        [
            "NetworkID": .string(endpoint.networkID), "Aliases": StubJSON(endpoint.aliases),
            "IPAddress": .string(endpoint.address), "GlobalIPv6Address": "",
            "IPAMConfig": endpoint.settings["IPAMConfig"],
        ]
    }

    func inspectContainer(_ name: String) throws -> StubJSON {
        var container = try self.container(name)
        if let left = container.inspectionsUntilHealthy {
            container.inspectionsUntilHealthy = left > 1 ? left - 1 : nil
            containers[container.id] = container
            if left <= 1 { setHealth(of: container.id, "healthy") }
            container = containers[container.id] ?? container
        }
        let never = "0001-01-01T00:00:00Z"
        var state: StubJSON = [
            "Status": .string(container.state), "Running": .bool(container.isRunning), "Paused": false,
            "Restarting": .bool(container.state == "restarting"), "OOMKilled": false, "Dead": false,
            "ExitCode": .int(Int64(container.exitCode)), "Error": .string(container.error),
            "StartedAt": .string(container.startedAt?.text ?? never),
            "FinishedAt": .string(container.finishedAt?.text ?? never),
        ]
        if let health = container.health {
            state["Health"] = [
                "Status": .string(health), "FailingStreak": .int(health == "unhealthy" ? 3 : 0), "Log": nil,
            ]
        }
        let mounts = container.mounts.map { mount -> StubJSON in
            [
                "Type": .string(mount.type), "Name": .string(mount.name), "Source": .string(mount.source),
                "Destination": .string(mount.destination), "RW": .bool(mount.isWritable),
            ]
        }
        let ports = container.published.mapValues { ports -> StubJSON in
            .array(ports.map { ["HostIp": .string($0.address), "HostPort": .string(String($0.port))] })
        }
        return [
            "Id": .string(container.id), "Name": .string("/" + container.name), "Image": .string(container.imageID),
            "Created": .string(container.created.text), "State": state,
            "RestartCount": .int(Int64(container.restartCount)), "Config": container.configuration,
            "HostConfig": container.specification["HostConfig"], "Mounts": .array(mounts),
            "NetworkSettings": [
                "Networks": .object(container.endpoints.mapValues { endpoint($0) }), "Ports": .object(ports),
            ],
        ]
    }

    func createContainer(name: String, _ body: StubJSON) throws -> StubJSON {
        creations.append(StubCreation(kind: .container, name: name, body: body))
        return try makeContainer(name: name, body)
    }

    /// Something was asked for that has its name in its body.
    func note(_ kind: StubCreation.Kind, _ body: StubJSON) {
        creations.append(StubCreation(kind: kind, name: body["Name"].text ?? "", body: body))
    }

    func makeContainer(name: String, _ body: StubJSON) throws -> StubJSON {
        if let taken = containers.values.first(where: { $0.name == name }) {
            throw StubError(
                status: 409,
                message: "Conflict. The container name \"/\(name)\" is already in use by container \"\(taken.id)\". "
                    + "You have to remove (or rename) that container to be able to reuse that name.")
        }
        let reference = body["Image"].text ?? ""
        guard let image = findImage(reference) else { throw StubError.noImage(Self.shown(reference)) }
        let id = newIdentifier()
        var container = StubContainer(
            id: id, name: name.isEmpty ? "stub_\(id.prefix(8))" : name, specification: body, imageID: image.id,
            created: now(), configuration: Self.configuration(body, image))
        let endpoints = body["NetworkingConfig"]["EndpointsConfig"].members
        guard endpoints.count <= 1 else {
            throw StubError(
                status: 400,
                message: "Container cannot be connected to network endpoints: "
                    + endpoints.keys.sorted().joined(separator: ", "))
        }
        container.mounts = try mounts(of: body, image, id)
        let mode = body["HostConfig"]["NetworkMode"].text ?? "default"
        if mode != "none", mode != "host", !mode.hasPrefix("container:") {
            let network = ["default", ""].contains(mode) ? "bridge" : mode
            let settings = endpoints[network] ?? endpoints.first?.value ?? .null
            // Whether the network exists is found out at the start, as in the engine.
            container.endpoints[network] = .init(
                networkID: "", aliases: settings["Aliases"].texts + [String(id.prefix(12))], settings: settings)
        } else if mode == "none" || mode == "host" {
            container.endpoints[mode] = .init(
                networkID: try network(mode).id, aliases: [], settings: .null)
        }
        containers[id] = container
        emit("container", "create", id: id, attributes(container))
        return ["Id": .string(id), "Warnings": []]
    }

    func attributes(_ container: StubContainer) -> [String: String] {
        container.labels.merging(
            ["name": container.name, "image": container.specification["Image"].text ?? ""]) { _, own in own }
    }

    /// What a create call says over what the image says.
    private static func configuration(_ body: StubJSON, _ image: StubImage) -> StubJSON {
        let base = image.document["config"]
        var result = body
        result["HostConfig"] = .null
        result["NetworkingConfig"] = .null
        result["Labels"] = StubJSON(
            base["Labels"].textMembers.merging(body["Labels"].textMembers) { _, own in own })
        let own = body["Env"].texts
        let names = Set(own.map { $0.prefix { $0 != "=" } })
        result["Env"] = StubJSON(own + base["Env"].texts.filter { !names.contains($0.prefix { $0 != "=" }) })
        if body["Entrypoint"].texts.isEmpty {
            result["Entrypoint"] = base["Entrypoint"]
            if body["Cmd"].texts.isEmpty { result["Cmd"] = base["Cmd"] }
        }
        for key in ["User", "WorkingDir", "StopSignal", "Healthcheck"] where body[key] == .null {
            result[key] = base[key]
        }
        for key in ["Tty", "OpenStdin"] where body[key] == .null { result[key] = false }
        return result
    }

    func removeContainer(_ name: String, force: Bool, volumes: Bool) throws {
        let container = try self.container(name)
        if container.isRunning {
            guard force else {
                throw StubError(
                    status: 409,
                    message: "You cannot remove a running container \(container.id). "
                        + "Stop the container before attempting removal or force remove")
            }
            stop(container.id, exitCode: 137, byPerson: true)
        }
        containers[container.id] = nil
        execs = execs.filter { $0.value.container != container.id }
        if volumes {
            for mount in container.mounts where mount.type == "volume" {
                let isUsed = containers.values.contains { $0.mounts.contains { $0.name == mount.name } }
                if self.volumes[mount.name]?.isAnonymous == true, !isUsed { self.volumes[mount.name] = nil }
            }
        }
        emit("container", "destroy", id: container.id, attributes(container))
    }

    func renameContainer(_ name: String, to new: String) throws {
        let container = try self.container(name)
        if let taken = containers.values.first(where: { $0.name == new }), taken.id != container.id {
            throw StubError(
                status: 409,
                message: "Conflict. The container name \"/\(new)\" is already in use by container \"\(taken.id)\". "
                    + "You have to remove (or rename) that container to be able to reuse that name.")
        }
        containers[container.id]?.name = new
        emit("container", "rename", id: container.id, attributes(containers[container.id] ?? container))
    }
}

extension String {
    var json: StubJSON { .string(self) }
}

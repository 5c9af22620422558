import Vocabulary

extension StubState {
    func listNetworks(filters: [String: [String]]) -> StubJSON {
        let found = networks.values.filter { network in
            Self.matches(network.labels, filters["label"] ?? [])
                && filters["name"].map { $0.contains { network.name.contains($0) } } ?? true
                && filters["driver"]?.contains(network.driver) ?? true
                && filters["id"].map { $0.contains { network.id.hasPrefix($0) } } ?? true
        }
        return .array(found.sorted { $0.created < $1.created }.map { json($0, members: false) })
    }

    func inspectNetwork(_ name: String) throws -> StubJSON { json(try network(name), members: true) }

    private func json(_ network: StubNetwork, members: Bool) -> StubJSON {
        var result: StubJSON = [
            "Id": .string(network.id), "Name": .string(network.name), "Driver": .string(network.driver),
            "Scope": .string(network.scope), "Labels": StubJSON(network.labels),
            "Created": .string(network.created.text),
            "Options": network.specification["Options"] == .null ? [:] : network.specification["Options"],
            "Internal": .bool(network.specification["Internal"].flag),
            "Attachable": .bool(network.specification["Attachable"].flag),
            "EnableIPv6": .bool(network.specification["EnableIPv6"].flag),
            "IPAM": [
                "Driver": "default",
                "Config": .array(
                    network.subnet.isEmpty
                        ? []
                        : [
                            [
                                "Subnet": .string(network.subnet),
                                "Gateway": .string(Self.address(1, in: network.subnet)),
                            ]
                        ]),
            ],
        ]
        if members {
            // As in the engine, only what runs is in a network.
            var ends: [String: StubJSON] = [:]
            for container in containers.values where container.isRunning && container.endpoints[network.name] != nil {
                ends[container.id] = ["Name": .string(container.name)]
            }
            if network.name == "docker_gwbridge" {
                for container in containers.values
                where container.isRunning
                    && container.configuration["Labels"].textMembers[Self.taskLabel] != nil
                {
                    ends[container.id] = [
                        "Name": .string("gateway_" + container.id.prefix(12)),
                        "IPv4Address": .string(configuration.taskAddress + "/16"),
                    ]
                }
            }
            result["Containers"] = .object(ends)
        }
        return result
    }

    func createNetwork(_ body: StubJSON) async throws -> StubJSON {
        let name = body["Name"].text ?? ""
        creations.append(StubCreation(kind: .network, name: name, body: body))
        guard !networks.values.contains(where: { $0.name == name }) else {
            throw StubError(status: 409, message: "network with name \(name) already exists")
        }
        if body["Driver"].text == "overlay" {
            let network = try await swarm().createNetwork(body)
            networks[network.id] = network
            return ["Id": .string(network.id), "Warning": ""]
        }
        let wanted = body["IPAM"]["Config"].list.compactMap { $0["Subnet"].text }.first
        let taken = networks.values.map(\.subnet)
        if let wanted, taken.contains(where: { Self.overlap($0, wanted) }) {
            throw StubError(status: 403, message: "Pool overlaps with other one on this address space")
        }
        let free = (18...31).map { "172.\($0).0.0/16" } + (0...15).map { "192.168.\($0 * 16).0/20" }
        guard let subnet = wanted ?? free.first(where: { candidate in !taken.contains { Self.overlap($0, candidate) } })
        else {
            throw StubError(
                status: 404,
                message: "could not find an available, non-overlapping IPv4 address pool among the defaults to assign "
                    + "to the network")
        }
        let network = StubNetwork(
            id: newIdentifier(), name: name, driver: body["Driver"].text ?? "bridge",
            labels: body["Labels"].textMembers, specification: body, subnet: subnet, created: now())
        networks[network.id] = network
        emit("network", "create", id: network.id, ["name": name, "type": network.driver])
        return ["Id": .string(network.id), "Warning": ""]
    }

    func removeNetwork(_ name: String) async throws {
        let network = try self.network(name)
        guard !network.isPredefined else {
            throw StubError(status: 403, message: "\(name) is a pre-defined network and cannot be removed")
        }
        guard !containers.values.contains(where: { $0.isRunning && $0.endpoints[network.name] != nil }) else {
            throw StubError(
                status: 403,
                message: "error while removing network: network \(network.name) id \(network.id) has active endpoints")
        }
        if network.scope == "swarm" { try await swarm().removeNetwork(network.id) }
        networks[network.id] = nil
        emit("network", "destroy", id: network.id, ["name": network.name, "type": network.driver])
    }

    func connect(_ name: String, _ body: StubJSON) throws {
        let network = try self.network(name)
        let container = try self.container(body["Container"].text ?? "")
        creations.append(
            StubCreation(
                kind: .connection, name: "\(container.name) \(network.name)", body: body["EndpointConfig"]))
        guard container.endpoints[network.name] == nil else {
            throw StubError(
                status: 403,
                message: "endpoint with name \(container.name) already exists in network \(network.name)")
        }
        let settings = body["EndpointConfig"]
        let wanted = settings["IPAMConfig"]["IPv4Address"].text
        let address = container.isRunning ? try freeAddress(in: network, wanted: wanted) : ""
        containers[container.id]?.endpoints["none"] = nil
        containers[container.id]?.endpoints[network.name] = .init(
            networkID: network.id, aliases: settings["Aliases"].texts + [String(container.id.prefix(12))],
            settings: settings, address: address)
        emit("network", "connect", id: network.id, ["name": network.name, "container": container.id])
    }

    func disconnect(_ name: String, _ body: StubJSON) throws {
        let network = try self.network(name)
        let container = try self.container(body["Container"].text ?? "")
        guard container.endpoints[network.name] != nil else {
            throw StubError(
                status: 403, message: "container \(container.id) is not connected to network \(network.name)")
        }
        containers[container.id]?.endpoints[network.name] = nil
        emit("network", "disconnect", id: network.id, ["name": network.name, "container": container.id])
    }

    // Addresses of IPv4.

    func freeAddress(in network: StubNetwork, wanted: String?) throws -> String {
        let taken = Set(
            containers.values.filter(\.isRunning).compactMap { $0.endpoints[network.name]?.address })
        if let wanted {
            guard !taken.contains(wanted) else { throw StubError(status: 403, message: "Address already in use") }
            return wanted
        }
        return (2...65000).lazy.map { Self.address($0, in: network.subnet) }.first { !taken.contains($0) } ?? ""
    }

    private static func parse(_ subnet: String) -> (base: UInt32, bits: UInt32)? {
        let parts = subnet.split(separator: "/")
        let bytes = parts.first?.split(separator: ".").compactMap { UInt32($0) } ?? []
        guard parts.count == 2, bytes.count == 4, let bits = UInt32(parts[1]), bits <= 32 else { return nil }
        return (bytes.reduce(0) { $0 << 8 | $1 }, bits)
    }
    static func address(_ number: Int, in subnet: String) -> String {
        guard let (base, _) = parse(subnet) else { return "" }
        let value = base + UInt32(number)
        return [24, 16, 8, 0].map { String(value >> UInt32($0) & 255) }.joined(separator: ".")
    }
    static func overlap(_ left: String, _ right: String) -> Bool {
        guard let first = parse(left), let second = parse(right) else { return false }
        let bits = min(first.bits, second.bits)
        return bits == 0 || first.base >> (32 - bits) == second.base >> (32 - bits)
    }

    // Volumes.

    func listVolumes(filters: [String: [String]]) -> StubJSON {
        let found = volumes.values.filter { volume in
            Self.matches(volume.labels, filters["label"] ?? [])
                && filters["name"].map { $0.contains { volume.name.contains($0) } } ?? true
        }
        return ["Volumes": .array(found.sorted { $0.name < $1.name }.map(json)), "Warnings": nil]
    }

    func inspectVolume(_ name: String) throws -> StubJSON {
        guard let volume = volumes[name] else {
            throw StubError(status: 404, message: "get \(name): no such volume")
        }
        return json(volume)
    }

    func createVolume(_ body: StubJSON) -> StubJSON {
        let name = body["Name"].text ?? ""
        creations.append(StubCreation(kind: .volume, name: name, body: body))
        return json(
            ensureVolume(
                name.isEmpty ? newIdentifier() : name, isAnonymous: name.isEmpty, labels: body["Labels"].textMembers,
                options: body["DriverOpts"].textMembers))
    }

    func removeVolume(_ name: String) throws {
        guard volumes[name] != nil else { throw StubError(status: 404, message: "get \(name): no such volume") }
        let users = containers.values.filter { $0.mounts.contains { $0.name == name } }.map(\.id).sorted()
        guard users.isEmpty else {
            throw StubError(
                status: 409, message: "remove \(name): volume is in use - [\(users.joined(separator: ", "))]")
        }
        volumes[name] = nil
        emit("volume", "destroy", id: name, ["driver": "local"])
    }

    private func json(_ volume: StubVolume) -> StubJSON {
        [
            "Name": .string(volume.name), "Driver": "local", "Scope": "local", "Labels": StubJSON(volume.labels),
            "Options": StubJSON(volume.options), "Mountpoint": .string(mountpoint(volume.name)),
            "CreatedAt": .string(volume.created.text),
        ]
    }
}

import Foundation
import Vocabulary

// Configs, secrets and networks.
extension StubSwarm {
    enum BlobKind: String, Sendable {
        case config, secret
        /// At least one byte, and less than so many (swarmkit, `MaxConfigSize`, `MaxSecretSize`).
        var limit: Int { self == .config ? 1000 * 1024 : 500 * 1024 }
        var key: String { self == .config ? "Config" : "Secret" }
    }

    private func blobs(_ kind: BlobKind) -> [String: StubBlob] { kind == .config ? configs : secrets }

    private func set(_ kind: BlobKind, _ id: String, _ blob: StubBlob?) {
        switch kind {
        case .config: configs[id] = blob
        case .secret: secrets[id] = blob
        }
    }

    func createBlob(_ kind: BlobKind, _ body: StubJSON) throws -> StubJSON {
        let name = body["Name"].text ?? ""
        let size = Data(base64Encoded: body["Data"].text ?? "")?.count ?? 0
        guard (1..<kind.limit).contains(size) else {
            throw StubError(
                status: 400,
                message: "rpc error: code = InvalidArgument desc = \(kind) data must be larger than 0 and less than "
                    + "\(kind.limit) bytes")
        }
        guard !blobs(kind).values.contains(where: { $0.name == name }) else {
            throw StubError(
                status: 409, message: "rpc error: code = AlreadyExists desc = \(kind) \(name) already exists")
        }
        let blob = StubBlob(id: newIdentifier(), specification: body, version: nextVersion(), created: now())
        set(kind, blob.id, blob)
        return ["ID": .string(blob.id)]
    }

    func listBlobs(_ kind: BlobKind, filters: [String: [String]]) -> StubJSON {
        let found = blobs(kind).values.filter { blob in
            Self.begins(blob.id, with: filters["id"]) && Self.begins(blob.name, with: filters["name"])
                && StubState.matches(blob.specification["Labels"].textMembers, filters["label"] ?? [])
        }
        return .array(found.sorted { $0.created < $1.created }.map { json(kind, $0) })
    }

    private func blob(_ kind: BlobKind, _ input: String) throws -> StubBlob {
        try Self.find(input, in: blobs(kind), kind: kind.rawValue) { $0.name }
    }

    func inspectBlob(_ kind: BlobKind, _ input: String) throws -> StubJSON { json(kind, try blob(kind, input)) }

    private func json(_ kind: BlobKind, _ blob: StubBlob) -> StubJSON {
        var result = Self.meta(blob.id, blob.version, blob.created, blob.created)
        var specification = blob.specification.members
        if kind == .secret { specification["Data"] = nil }
        result["Spec"] = .object(specification)
        return result
    }

    func updateBlob(_ kind: BlobKind, _ input: String, version: UInt64, _ body: StubJSON) throws {
        let blob = try self.blob(kind, input)
        guard version == blob.version else { throw Self.outOfSequence }
        guard body["Name"].text == blob.name, body["Data"] == .null || body["Data"] == blob.specification["Data"] else {
            throw StubError(
                status: 400, message: "rpc error: code = InvalidArgument desc = only updates to Labels are allowed")
        }
        var specification = blob.specification
        specification["Labels"] = body["Labels"]
        set(
            kind, blob.id,
            StubBlob(id: blob.id, specification: specification, version: nextVersion(), created: blob.created))
    }

    func removeBlob(_ kind: BlobKind, _ input: String) throws {
        let blob = try self.blob(kind, input)
        let users = services.values.filter { service in
            service.template["ContainerSpec"][kind.key + "s"].list.contains {
                $0[kind.key + "ID"].text == blob.id
            }
        }.map(\.name).sorted()
        guard users.isEmpty else {
            throw StubError(
                status: 400,
                message: "rpc error: code = InvalidArgument desc = \(kind) '\(blob.name)' is in use by the following "
                    + "service\(users.count == 1 ? "" : "s"): \(users.joined(separator: ", "))")
        }
        set(kind, blob.id, nil)
    }

    // Networks of scope `swarm`.

    func createNetwork(_ body: StubJSON) async throws -> StubNetwork {
        let name = body["Name"].text ?? ""
        guard !networks.values.contains(where: { $0.name == name }) else {
            throw StubError(status: 409, message: "network with name \(name) already exists")
        }
        let pool = beginning["DefaultAddrPool"].texts.first ?? "10.0.0.0/8"
        let taken = Set(networks.values.map(\.subnet))
        let free = (1...4000).lazy.map { Self.subnet($0, of: pool, self.beginning) }.first { !taken.contains($0) }
        let network = StubNetwork(
            id: newIdentifier(), name: name, driver: "overlay", labels: body["Labels"].textMembers,
            specification: body,
            subnet: body["IPAM"]["Config"].list.compactMap { $0["Subnet"].text }.first ?? free ?? "",
            created: now())
        networks[network.id] = network
        for node in managers { await node.state?.take([network.id: network]) }
        return network
    }

    func removeNetwork(_ id: String) async throws {
        if let user = services.values.first(where: { $0.template["Networks"].list.contains { $0["Target"].text == id } }
        ) {
            throw StubError(
                status: 400,
                message: "rpc error: code = FailedPrecondition desc = network \(id) is in use by service \(user.id)")
        }
        if let user = tasks.values.first(where: { $0.addresses[id] != nil && !$0.isOver }) {
            throw StubError(
                status: 400,
                message: "rpc error: code = FailedPrecondition desc = network \(id) is in use by task \(user.id)")
        }
        networks[id] = nil
        for node in nodes.values { await node.state?.dropNetwork(id) }
    }
}

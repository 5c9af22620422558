import Foundation
import Vocabulary

/// What the managers of a swarm agree on. Calls are in extensions, by kind of object.
actor StubSwarm {
    let id: String
    let created: StubTime
    /// The body of the call that began it.
    let beginning: StubJSON
    var settings: StubJSON
    var settingsVersion: UInt64
    var workerToken: String
    var managerToken: String
    var nodes: [String: StubNode] = [:]
    var services: [String: StubService] = [:]
    var tasks: [String: StubTask] = [:]
    var configs: [String: StubBlob] = [:]
    var secrets: [String: StubBlob] = [:]
    /// Those of scope `swarm`.
    var networks: [String: StubNetwork] = [:]
    var leader: String?
    var isReconciling = false
    var isDirty = false
    private var index: UInt64 = 10
    private var number = 0
    private var lastTime: Int64 = 0

    init(_ beginning: StubJSON, seed: String) {
        self.beginning = beginning
        id = Self.identifier("swarm \(seed)")
        created = StubTime(nanoseconds: Int64(Date().timeIntervalSince1970 * 1_000_000_000))
        settingsVersion = 10
        settings = Self.settings(beginning["Spec"])
        workerToken = "SWMTKN-1-\(Self.identifier("root \(seed)"))-\(Self.identifier("worker \(seed)"))"
        managerToken = "SWMTKN-1-\(Self.identifier("root \(seed)"))-\(Self.identifier("manager \(seed)"))"
        let pool = beginning["DefaultAddrPool"].texts.first ?? "10.0.0.0/8"
        let ingress = StubNetwork(
            id: Self.identifier("ingress \(seed)"), name: "ingress", driver: "overlay", labels: [:],
            specification: ["Ingress": true], subnet: Self.subnet(0, of: pool, beginning), created: created)
        networks[ingress.id] = ingress
    }

    /// 25 letters and digits, different for every text.
    static func identifier(_ text: String) -> String { String(StubState.identifier(text).prefix(25)) }
    func newIdentifier() -> String {
        number += 1
        return Self.identifier("\(id) \(number)")
    }
    /// Every change has a number.
    func nextVersion() -> UInt64 {
        index += 1
        return index
    }
    /// Strictly later than the last.
    func now() -> StubTime {
        lastTime = max(lastTime + 1, Int64(Date().timeIntervalSince1970 * 1_000_000_000))
        return StubTime(nanoseconds: lastTime)
    }

    static func meta(_ id: String, _ version: UInt64, _ created: StubTime, _ updated: StubTime) -> StubJSON {
        [
            "ID": .string(id), "Version": ["Index": .int(Int64(version))], "CreatedAt": .string(created.text),
            "UpdatedAt": .string(updated.text),
        ]
    }

    /// What was given, over the engine's defaults (moby 20.10).
    private static func settings(_ given: StubJSON) -> StubJSON {
        let defaults: StubJSON = [
            "Name": "default", "Labels": [:], "Orchestration": ["TaskHistoryRetentionLimit": 5],
            "Raft": [
                "SnapshotInterval": 10000, "KeepOldSnapshots": 0, "LogEntriesForSlowFollowers": 500,
                "ElectionTick": 10, "HeartbeatTick": 1,
            ],
            "Dispatcher": ["HeartbeatPeriod": 5_000_000_000], "CAConfig": ["NodeCertExpiry": 7_776_000_000_000_000],
            "TaskDefaults": [:], "EncryptionConfig": ["AutoLockManagers": false],
        ]
        var result = defaults
        for (key, value) in given.members {
            guard case .object(let members) = value else {
                if value != .null { result[key] = value }
                continue
            }
            for (inner, value) in members where value != .null { result[key][inner] = value }
        }
        return result
    }

    static func subnet(_ number: Int, of pool: String, _ beginning: StubJSON) -> String {
        let size = Int(beginning["SubnetSize"].number ?? 24)
        let blocks = Subnet(pool)?.blocks(of: size, limit: number + 1) ?? []
        return blocks.last.map { $0.bytes.map { String($0) }.joined(separator: ".") + "/\(size)" } ?? pool
    }

    // Who may ask.

    static let noLeader = StubError(
        status: 500,
        message: "rpc error: code = Unknown desc = The swarm does not have a leader. It's possible that too few "
            + "managers are online. Make sure more than half of the managers are online.")

    var managers: [StubNode] { nodes.values.filter(\.isManager) }
    var hasQuorum: Bool { managers.filter(\.isUp).count * 2 > managers.count }

    /// Throws where this node cannot be asked about the swarm now.
    func admit(_ nodeID: String) throws {
        guard let node = nodes[nodeID], node.isManager else {
            throw StubError(
                status: 503,
                message: "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster "
                    + "state. Please run this command on a manager node or promote the current node to a manager.")
        }
        guard hasQuorum, node.isUp else { throw Self.noLeader }
    }

    func hasManager(at addresses: [String]) -> Bool {
        managers.contains { node in
            node.isUp && addresses.contains { $0 == node.facts.address || $0.hasPrefix(node.facts.address + ":") }
        }
    }

    func role(for token: String) -> NodeRole? {
        token == managerToken ? .manager : token == workerToken ? .worker : nil
    }

    // The swarm itself.

    func inspect() -> StubJSON {
        var result = information()
        result["JoinTokens"] = ["Worker": .string(workerToken), "Manager": .string(managerToken)]
        return result
    }

    private func information() -> StubJSON {
        var result = Self.meta(id, settingsVersion, created, created)
        let pools = beginning["DefaultAddrPool"].texts
        result["Spec"] = settings
        result["TLSInfo"] = ["TrustRoot": "-----BEGIN CERTIFICATE-----\nof a stub\n-----END CERTIFICATE-----\n"]
        result["RootRotationInProgress"] = false
        result["DefaultAddrPool"] = StubJSON(pools.isEmpty ? ["10.0.0.0/8"] : pools)
        result["SubnetSize"] = .int(beginning["SubnetSize"].number ?? 24)
        result["DataPathPort"] = .int(beginning["DataPathPort"].number ?? 4789)
        return result
    }

    func update(version: UInt64, _ body: StubJSON, rotating: [String]) throws {
        guard version == settingsVersion else { throw Self.outOfSequence }
        settings = Self.settings(body)
        settingsVersion = nextVersion()
        let fresh = Self.identifier("\(id) token \(settingsVersion)")
        if rotating.contains("rotateWorkerToken") { workerToken = "SWMTKN-1-\(id)-w\(fresh)" }
        if rotating.contains("rotateManagerToken") { managerToken = "SWMTKN-1-\(id)-m\(fresh)" }
    }

    static let outOfSequence = StubError(
        status: 500, message: "rpc error: code = Unknown desc = update out of sequence")

    /// `Swarm` of a node's `/info`.
    func membership(of nodeID: String) -> StubJSON {
        guard let node = nodes[nodeID] else {
            return [
                "NodeID": .string(nodeID), "LocalNodeState": "error", "ControlAvailable": false,
                "Error": "the node was removed from the swarm",
            ]
        }
        var result: StubJSON = [
            "NodeID": .string(nodeID), "NodeAddr": .string(node.facts.address), "LocalNodeState": "active",
            "ControlAvailable": .bool(node.isManager), "Error": "",
            "RemoteManagers": .array(
                managers.sorted { $0.id < $1.id }.map {
                    ["NodeID": .string($0.id), "Addr": .string($0.facts.address + ":2377")]
                }),
        ]
        guard node.isManager else { return result }
        guard hasQuorum, node.isUp else {
            result["Error"] = .string(Self.noLeader.message)
            return result
        }
        result["Cluster"] = information()
        result["Managers"] = .int(Int64(managers.count))
        result["Nodes"] = .int(Int64(nodes.count))
        return result
    }

    /// An object by ID, by name, or by a start of its ID that only one has.
    static func find<Object>(
        _ input: String, in objects: [String: Object], kind: String, name: (Object) -> String
    ) throws -> Object {
        if let found = objects[input] { return found }
        var found = objects.values.filter { name($0) == input }
        if found.isEmpty, !input.isEmpty { found = objects.filter { $0.key.hasPrefix(input) }.map(\.value) }
        guard let first = found.first else {
            throw StubError(status: 404, message: "\(kind) \(input) not found")
        }
        guard found.count == 1 else {
            throw StubError(status: 400, message: "\(kind) \(input) is ambiguous (\(found.count) matches found)")
        }
        return first
    }

    static func begins(_ text: String, with starts: [String]?) -> Bool {
        starts.map { $0.contains { text.hasPrefix($0) } } ?? true
    }
}

public import EngineClient
import HostAccess
public import Vocabulary

/// A host of a target that has several, and the way to it: its own files, and its engine.
public struct ClusterHost: Sendable {
    public let inventory: InventoryHost
    /// As a lone host would be, but for the ledger: that is the cluster's.
    public let target: Target
    /// Keeps the way to the engine open.
    private let socket: EngineSocket?
    /// Why there is no way to it.
    let engineFailure: Problem?

    public var name: HostName { inventory.name }
    var host: any HostAccess { target.host }

    init(_ inventory: InventoryHost, target: Target, socket: EngineSocket?, engineFailure: Problem? = nil) {
        self.inventory = inventory
        self.target = target
        self.socket = socket
        self.engineFailure = engineFailure
    }

    /// Its engine. Throws `engine.unreachable` (12).
    public func engine() async throws -> EngineClient {
        if let engineFailure { throw engineFailure }
        return try await target.connect()
    }

    /// Everything that checks decide on; an engine that cannot be reached is a fact, not an error.
    ///
    /// - Parameters:
    ///   - paths: of the host, to be told whether they are there and what they are.
    ///   - sight: whether it is tried that the engine sees the host's files, which starts a container for a moment.
    public func gatherFacts(paths: [AbsolutePath] = [], sight: FileSightTest = .tried) async throws -> HostFacts {
        guard let engineFailure else { return try await target.gatherFacts(paths: paths, sight: sight) }
        let machine = try await host.machineFacts(stateDirectory: target.stateDirectory, paths: paths)
        return HostFacts(
            name: name, machine: machine,
            engine: .failed(
                address: target.engineAddress.description, reason: engineFailure.message,
                hint: engineFailure.hint))
    }
}

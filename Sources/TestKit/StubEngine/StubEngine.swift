public import EngineClient
import NIOConcurrencyHelpers
public import Vocabulary

/// An engine for tests: a real HTTP server on a unix socket that speaks as much of the Docker Engine API as Valise uses, keeps state, and runs nothing.
///
/// Containers "run" by ``StubProgram`` or by a script; pulls fetch manifests and blobs from the registry that is named and verify their digests. State lives as long as the object:
/// clients come and go, and ``die()`` and ``revive()`` take the server away and back. Measured behaviour of Docker 20.10.24 is its model, and the contract tests hold both to one text.
public final class StubEngine: Sendable {
    public let address: EngineAddress
    private let folder: TemporaryFolder
    private let socket: AbsolutePath
    let state: StubState
    private struct Control {
        var server: StubServer?
        var requests: [StubRequest] = []
        var faults: [StubFault] = []
        /// That of a fault.
        var death: Task<Void, Never>?
    }
    private let control = NIOLockedValueBox(Control())

    private init(_ configuration: StubConfiguration, _ cluster: StubCluster) throws {
        folder = try TemporaryFolder()
        socket = folder.path.appending("engine.sock")
        address = .unix(socket)
        state = StubState(configuration, rootDirectory: folder.path, cluster: cluster)
    }

    /// Starts an engine; ``stop()`` it. Its folder goes with it. Engines of one cluster find one another.
    public static func start(
        _ configuration: StubConfiguration = StubConfiguration(), in cluster: StubCluster = StubCluster()
    ) async throws -> StubEngine {
        let engine = try StubEngine(configuration, cluster)
        try await engine.revive()
        return engine
    }

    /// Runs an engine for the length of `body`.
    public static func run<Result>(
        _ configuration: StubConfiguration = StubConfiguration(), isolation: isolated (any Actor)? = #isolation,
        _ body: (StubEngine) async throws -> Result
    ) async throws -> Result {
        let engine = try await start(configuration)
        do {
            let result = try await body(engine)
            await engine.stop()
            return result
        } catch {
            await engine.stop()
            throw error
        }
    }

    public func stop() async { await die() }

    /// Stops listening and breaks all connections off; what it holds stays.
    public func die() async {
        // One that is just dying does so first: until then somebody still listens.
        await control.withLockedValue { $0.death }?.value
        await stopServing()
    }

    private func stopServing() async {
        let server = control.withLockedValue { control in
            defer { control.server = nil }
            return control.server
        }
        await server?.stop()
        await state.setCut(true)
    }

    /// Nobody on its network hears of it any more, until ``mend()``; its own API still answers, and its containers go on.
    public func cut() async { await state.setCut(true) }
    /// It is heard of again.
    public func mend() async { await state.setCut(false) }

    /// Listens again, at the same address, with what it held. Containers go on as they were, as with `live-restore`.
    public func revive() async throws {
        // One that is just dying does so first.
        await control.withLockedValue { $0.death }?.value
        let server = try await StubServer.start(at: .unix(socket)) { [weak self] in try await self?.handle($0) }
        control.withLockedValue { $0.server = server }
        await state.setCut(false)
    }

    /// The engine's service or its host was restarted: what ran stops, what has a restart policy starts again.
    public func restart() async throws {
        await die()
        await state.powerCycle()
        try await revive()
    }

    /// A client of this engine.
    public func client(limits: EngineLimits = EngineLimits()) async throws -> EngineClient {
        try await .connect(to: address, limits: limits)
    }

    /// All requests so far, in order; those that a fault hit, too.
    public var requests: [StubRequest] { control.withLockedValue { $0.requests } }
    public func forgetRequests() { control.withLockedValue { $0.requests = [] } }

    /// Adds a fault; of several that concern a call, the first that was added hits it.
    public func inject(_ fault: StubFault) { control.withLockedValue { $0.faults.append(fault) } }
    public func clearFaults() { control.withLockedValue { $0.faults = [] } }

    /// Says what containers do when they are started from now on; a later script for the same containers replaces it.
    public func script(_ containers: StubContainers, _ script: StubScript) async {
        await state.setScript(containers, script)
    }

    /// Names of what was in each archive that it loaded, in order.
    public var loads: [[String]] {
        get async { await state.loads }
    }

    /// Puts an image into its store, as if it had been pulled long ago. Gives its ID.
    @discardableResult
    public func add(_ image: PlainImage, as reference: ImageReference) async throws -> String {
        try await state.add(image, as: reference)
    }

    /// A container that runs ends by itself.
    public func end(_ container: String, exitCode: Int) async throws {
        try await state.end(container, exitCode: exitCode)
    }

    /// Sets what a running container's health check says.
    public func setHealth(_ container: String, _ status: HealthStatus) async throws {
        try await state.setHealth(container, status.rawValue)
    }

    /// What it holds, without IDs and times, to be compared.
    public func snapshot() async -> StubSnapshot { await state.snapshot() }

    /// What it was asked to make, in order, word for word.
    public func creations() async -> [StubCreation] { await state.creations }

    private func dieSoon() {
        control.withLockedValue { control in control.death = Task { await stopServing() } }
    }

    private func handle(_ exchange: StubExchange) async throws {
        let effect = control.withLockedValue { control -> StubFault.Effect? in
            control.requests.append(exchange.request)
            for index in control.faults.indices where control.faults[index].concerns(exchange.request) {
                if control.faults[index].skipping > 0 {
                    control.faults[index].skipping -= 1
                } else if control.faults[index].times > 0 {
                    control.faults[index].times -= 1
                    return control.faults[index].effect
                }
            }
            return nil
        }
        switch effect {
        case .answer(let status, let message):
            _ = try await exchange.body()
            return try await exchange.answer(status, try StubJSON.object(["message": .string(message)]).bytes)
        case .hang: return try await exchange.waitForClose()
        case .raw(let bytes):
            _ = try await exchange.body()
            return try await exchange.sendRaw(bytes)
        case .refuseEarly(let bytes):
            try await exchange.sendRaw(bytes)
            return try await exchange.waitForClose()
        case .rawThenHang(let bytes):
            _ = try await exchange.body()
            try await exchange.sendRaw(bytes)
            return try await exchange.waitForClose()
        case .dropBefore: return exchange.close()
        case .dieBefore:
            exchange.close()
            // Not here: this connection is one of those that the end waits for.
            dieSoon()
            return
        case .dropAfter, .dieAfter: exchange.mute()
        case .cut(let bytes): exchange.cut(after: bytes)
        case nil: break
        }
        try await StubRouter(state: state).handle(exchange)
        if effect == .dropAfter || effect == .dieAfter { exchange.close() }
        if effect == .dieAfter { dieSoon() }
    }
}

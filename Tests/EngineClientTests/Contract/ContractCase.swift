import EngineClient
import Foundation
import TestKit
import Testing
import Vocabulary

/// One promise of an engine that Valise relies on, as a text that is tried on the stub and on a real engine.
struct ContractCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// Engines of which it is not true, and why.
    var exceptions: [EngineKind: String] = [:]
    let body: @Sendable (ContractWorld) async throws -> Void
    var testDescription: String { name }

    static let all = engine + containers + streams + networks + images + swarm + services + tasks

    /// Runs the text against the engine at the address and leaves nothing behind, also when it fails.
    func run(on address: EngineAddress) async throws {
        let client = try await EngineClient.connect(to: address)
        let kind = try await EngineKind(of: client)
        if let reason = exceptions[kind] { return print("left out on \(kind): \(name): \(reason)") }
        let world = try await ContractWorld(client: client, kind: kind)
        do {
            try await body(world)
        } catch {
            await world.cleanUp()
            throw error
        }
        await world.cleanUp()
    }
}

@Suite struct StubContractTests {
    @Test(.timeLimit(.minutes(1)), arguments: ContractCase.all)
    func holds(_ text: ContractCase) async throws {
        try await StubEngine.run { try await text.run(on: $0.address) }
    }
}

/// The address of an engine that tests may use, from the environment.
let testEngine = ProcessInfo.processInfo.environment["VALISE_TEST_ENGINE"].flatMap { $0.isEmpty ? nil : $0 }

@Suite(
    .enabled(if: testEngine != nil, "VALISE_TEST_ENGINE names no engine: run the tests through Tests/run"),
    .serialized)
struct RealEngineContractTests {
    @Test(.timeLimit(.minutes(2)), arguments: ContractCase.all)
    func holds(_ text: ContractCase) async throws {
        let address = try EngineAddress(parsing: try #require(testEngine))
        try await text.run(on: address)
    }
}

import EngineClient
import Vocabulary

/// The engine, asked for when it is first needed: who takes all images from registries needs none.
actor EngineLoan {
    private let connect: @Sendable () async throws -> EngineClient
    private var connection: Task<EngineClient, any Error>?

    init(_ connect: @escaping @Sendable () async throws -> EngineClient) { self.connect = connect }

    /// Connects once; what went wrong then is thrown each time.
    func engine() async throws -> EngineClient {
        let connect = connect
        let connection = connection ?? Task { try await connect() }
        self.connection = connection
        return try await connection.value
    }

    /// The engine if it can be had; for what is only good to know.
    func engineIfAny() async -> EngineClient? {
        do { return try await engine() } catch { return nil }
    }
}

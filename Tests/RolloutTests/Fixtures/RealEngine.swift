import EngineClient
import Foundation
import Testing
import Vocabulary

/// The engine that the tests on a real one use.
enum RealEngine {
    static let isThere = ProcessInfo.processInfo.environment["VALISE_TEST_ENGINE"] != nil
    static let missing: Comment = "no engine: VALISE_TEST_ENGINE is not set"

    static func address() throws -> EngineAddress {
        try EngineAddress(parsing: ProcessInfo.processInfo.environment["VALISE_TEST_ENGINE"] ?? "none")
    }
}

extension EngineClient {
    /// What a shell in a container writes.
    func shell(_ container: String, _ command: String) async throws -> (exit: Int, output: String) {
        let result = try await runExec(
            container, ExecSpecification(command: ["/bin/sh", "-c", command]), silence: .seconds(60))
        return (result.exitCode, String(decoding: result.standardOutput + result.standardError, as: UTF8.self))
    }

    /// A command that has to end with 0 in a container.
    func expect(_ container: String, _ command: String, _ place: SourceLocation = #_sourceLocation) async throws {
        let result = try await shell(container, command)
        #expect(result.exit == 0, "\(container): \(command): \(result.output)", sourceLocation: place)
    }
}

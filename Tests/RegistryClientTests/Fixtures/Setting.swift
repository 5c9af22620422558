import RegistryClient
import TestKit
import Testing
import Vocabulary

/// A registry of the test's own and what a client needs for it.
struct Setting {
    let registry: FaultyRegistry
    let clock = TestClock()
    var configuration = RegistryClientConfiguration()

    init(_ registry: FaultyRegistry) {
        self.registry = registry
        configuration.authorityFolders = []
        configuration.timing = clock.timing
        // Long enough for a busy machine, short enough for a test.
        configuration.limits.stall = .seconds(20)
    }

    static let repository = "team/app"

    func reference(_ suffix: String = ":1") throws -> ImageReference {
        try #require(ImageReference("\(registry.host)/\(Self.repository)\(suffix)"))
    }

    /// Runs a call with a client that is closed afterwards.
    func client<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: (RegistryClient) async throws -> Value
    ) async throws -> Value { try await RegistryClient.using(configuration, body) }

    /// The problem that a call throws.
    func problem(
        isolation: isolated (any Actor)? = #isolation, _ body: (RegistryClient) async throws -> Void
    ) async throws -> Problem {
        do {
            try await RegistryClient.using(configuration, body)
        } catch let problem as Problem {
            return problem
        }
        throw Missing.problem
    }
    enum Missing: Error { case problem }

    /// Downloads a blob into memory.
    func download(_ descriptor: Descriptor) async throws -> [UInt8] {
        var sink = BytesSink()
        try await client { try await $0.blob(descriptor, of: try reference(), into: &sink) }
        return sink.bytes
    }

    /// The problem of such a download.
    func problemOfDownload(_ descriptor: Descriptor) async throws -> Problem {
        try await problem { client in
            var sink = BytesSink()
            try await client.blob(descriptor, of: try reference(), into: &sink)
        }
    }
}

enum Bytes {
    /// Bytes that repeat in no short pattern.
    static func noise(_ count: Int, seed: UInt64 = 0x9E37_79B9_7F4A_7C15) -> [UInt8] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return UInt8(truncatingIfNeeded: state >> 33)
        }
    }
}

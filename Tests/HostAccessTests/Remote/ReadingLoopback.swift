import Foundation
import Synchronization
import Vocabulary

@testable import HostAccess

/// Stands for a registry where no engine is: keeps what it is given, so that a test can read as an engine would.
final class ReadingLoopback: LoopbackServing {
    private let state = Mutex(State())
    private struct State {
        var listing: RegistryListing?
        var port: Int?
        var blob: (@Sendable (Digest) throws -> BlobBody?)?
        var onEvent: (@Sendable (BlobEvent) -> Void)?
        var isStopped = false
    }

    var listing: RegistryListing? { state.withLock { $0.listing } }
    var port: Int? { state.withLock { $0.port } }
    var isStopped: Bool { state.withLock { $0.isStopped } }
    func tell(_ event: BlobEvent) { state.withLock { $0.onEvent }?(event) }

    func serve(
        _ listing: RegistryListing, port: Int, blob: @escaping @Sendable (Digest) throws -> BlobBody?,
        onEvent: @escaping @Sendable (BlobEvent) -> Void
    ) async throws -> any LoopbackService {
        guard port != 1 else {
            throw Problem("registry.cannot-listen", .step, "cannot listen on 127.0.0.1:1: Permission denied")
        }
        state.withLock { $0 = State(listing: listing, port: port, blob: blob, onEvent: onEvent) }
        return Service(loopback: self)
    }

    /// At most so many bytes of a blob, in a thread of its own as a server reads; `nil` for one that is not listed.
    func read(_ digest: Digest, limit: Int = .max) async throws -> [UInt8]? {
        guard let blob = state.withLock({ $0.blob }) else { return nil }
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        guard let body = try blob(digest) else { return nil }
                        return try Self.bytes(of: body, limit: limit)
                    })
            }
        }
    }

    private static func bytes(of body: BlobBody, limit: Int) throws -> [UInt8] {
        switch body {
        case .bytes(let bytes): return Array(bytes.prefix(limit))
        case .regions: return []
        case .generated(_, let open):
            var reader = try open()
            var found: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 10_000)
            while found.count < limit {
                let count = try chunk.withUnsafeMutableBytes { try reader.read(into: $0) }
                if count == 0 { break }
                found += chunk[..<count]
            }
            return found
        }
    }

    private struct Service: LoopbackService {
        let loopback: ReadingLoopback
        var counting: BlobCounting { .asServed }
        func stop() async { loopback.state.withLock { $0.isStopped = true } }
    }
}

import Foundation
import Synchronization
import Vocabulary

/// The images that a far end serves on its own loopback address, with blobs of the near end.
final class FarImages: Sendable {
    let demands: BlobDemands
    private let service: any LoopbackService

    private init(_ demands: BlobDemands, _ service: any LoopbackService) {
        self.demands = demands
        self.service = service
    }

    /// Blocks until it listens.
    ///
    /// - Parameter file: takes blobs as they pass.
    static func start(
        _ listing: RegistryListing, port: Int, collecting file: CollectedFile?, with serving: any LoopbackServing
    ) throws -> FarImages {
        for document in listing.documents where !document.isWhole {
            throw LinkProblem.broken("a manifest that is not what its digest says")
        }
        let demands = BlobDemands()
        var sizes: [Digest: Int64] = [:]
        for repository in listing.repositories {
            for blob in repository.configs + repository.layers.map(\.stored) { sizes[blob.digest] = blob.size }
        }
        let known = sizes
        let (collecting, places) = collection(file)
        let blob: @Sendable (Digest) -> BlobBody? = { digest in
            known[digest].map { size in
                .generated(size: size) {
                    let reader = demands.reader(of: digest, size: size)
                    guard let collecting, let place = places[digest], place.length == size else { return reader }
                    return CollectingReader(reader, into: collecting, at: place)
                }
            }
        }
        let service = try blocking {
            try await serving.serve(listing, port: port, blob: blob) { event in
                if case .failed(let problem) = event { demands.tell(problem) }
            }
        }
        return FarImages(demands, service)
    }

    /// Images come first: packed ones unpack to some four times their size, and engines hold blobs on the way. What is collected is one more of it, on a disk that may be the same.
    private static let plenty: Int64 = 6

    /// Nothing where it cannot be written, or a disk is not plainly large enough: it is sent once more then, and what is wrong is said there.
    private static func collection(
        _ file: CollectedFile?
    ) -> (CollectingFile?, [Digest: CollectedFile.Stretch]) {
        guard let file, let free = LocalHost().freeSpace(at: file.folder), free.size.bytes / plenty >= file.size else {
            return (nil, [:])
        }
        do {
            let places = file.pieces.map { ($0.digest, $0.stretch) }
            return (try CollectingFile.open(file), Dictionary(places) { first, _ in first })
        } catch {
            return (nil, [:])
        }
    }

    /// Blocks until nobody listens any more.
    func stop() {
        demands.close()
        let service = service
        _ = try? Self.blocking { await service.stop() }
    }

    /// For verbs, which have a thread of their own.
    private static func blocking<Value: Sendable>(
        _ body: @escaping @Sendable () async throws -> Value
    ) throws -> Value {
        let promise = BlockingPromise<Value>()
        Task {
            do { promise.keep(.success(try await body())) } catch { promise.keep(.failure(error)) }
        }
        return try promise.wait()
    }
}

/// A value that comes once, for one thread that waits for it.
private final class BlockingPromise<Value: Sendable>: Sendable {
    private let state = Mutex<Result<Value, any Error>?>(nil)
    private let kept = DispatchSemaphore(value: 0)

    func keep(_ result: Result<Value, any Error>) {
        state.withLock { $0 = result }
        kept.signal()
    }

    func wait() throws -> Value {
        kept.wait()
        guard let result = state.withLock({ $0 }) else { throw CancellationError() }
        return try result.get()
    }
}

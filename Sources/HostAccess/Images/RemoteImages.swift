import Synchronization
import Vocabulary

/// The near end of images that another host serves on its own loopback address: brings the blobs that are asked for there.
final class RemoteImages: LoopbackService {
    let counting = BlobCounting.asStored
    private let client: HostClient
    private let number: UInt32
    private let supplying: Task<Void, Never>

    init(
        _ number: UInt32, through client: HostClient, blob: @escaping @Sendable (Digest) throws -> BlobBody?,
        onEvent: @escaping @Sendable (BlobEvent) -> Void
    ) {
        self.number = number
        self.client = client
        supplying = Task { await Self.supply(number, client, blob, onEvent) }
    }

    func stop() async {
        // In a task of its own: also who was cancelled leaves nothing listening. A connection that is lost has ended it as well.
        await Task { [client, number] in
            _ = try? await client.ask(.stopImages(service: number), for: Nothing.self)
        }.value
        await supplying.value
    }

    /// Until the service or the connection has ended.
    private static func supply(
        _ number: UInt32, _ client: HostClient, _ blob: @escaping @Sendable (Digest) throws -> BlobBody?,
        _ onEvent: @escaping @Sendable (BlobEvent) -> Void
    ) async {
        await withDiscardingTaskGroup { group in
            while let news = try? await client.ask(.nextBlob(service: number), for: BlobNews?.self) {
                switch news {
                case .failed(let payload):
                    for problem in (try? ProblemMessage.decode(payload)) ?? [] { onEvent(.failed(problem)) }
                case .wanted(let demand, let digest):
                    group.addTask { await bring(digest, as: demand, of: number, client, blob, onEvent) }
                }
            }
        }
    }

    private static func bring(
        _ digest: Digest, as demand: UInt32, of service: UInt32, _ client: HostClient,
        _ blob: @escaping @Sendable (Digest) throws -> BlobBody?, _ onEvent: @escaping @Sendable (BlobEvent) -> Void
    ) async {
        let failure = Mutex<Problem?>(nil)
        do {
            _ = try await client.ask(.supplyBlob(service: service, demand: demand), for: Nothing.self) { stream in
                do {
                    guard let body = try blob(digest) else {
                        throw Problem("registry.blob-unknown", .bundle, "the bundle holds no blob \(digest)")
                    }
                    var position: Int64 = 0
                    try body.forEachChunk(ofFile: "blob \(digest)", shortfall: .isAnError) { chunk in
                        try stream.write(chunk)
                        position += Int64(chunk.count)
                        onEvent(.sent(digest, position: position))
                    }
                } catch let problem as Problem {
                    failure.withLock { $0 = problem }
                    throw problem
                }
            }
        } catch {
            // The engine's pull fails, and says so.
        }
        // Whatever the far end made of it: why the source could not be read is known here alone.
        if let problem = failure.withLock({ $0 }) { onEvent(.failed(problem)) }
    }
}

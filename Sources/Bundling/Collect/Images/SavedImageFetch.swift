import ArchiveIO
import Vocabulary

/// Brings saved images into the cache. They are read one after the other, as fast as they come; their layers are compressed beside that, several at a time.
struct SavedImageFetch: Sendable {
    /// Asks for an archive, and gives what opens it on the thread that reads it.
    typealias Opening = @Sendable () async throws -> @Sendable () throws -> any ByteReader

    /// For messages: `the engine's export`.
    let subject: String
    let intake: LayerIntake
    let gate: CompressionGate
    /// Told the bytes of layers that are done with, uncompressed.
    let advance: @Sendable (Int) -> Void

    /// An engine prepares an export while the layers of the last one are compressed: enough for that, and little for a disk that holds images.
    static let room: Int64 = 1 << 30

    /// Throws `image.export-damaged`, `foreign.*`, `store.*`, `file.*` (14), and what an opening throws.
    func content(of archives: [Opening]) async throws -> SavedContent {
        let room = SpoolRoom(limit: Self.room)
        let (intake, gate, advance) = (intake, gate, advance)
        return try await withThrowingTaskGroup(of: BundledLayer.self) { group in
            var content = SavedContent()
            var seen: Set<Digest> = []
            for archive in archives {
                let (arriving, arrival) = AsyncStream<AdmittedLayer>.makeStream()
                async let saved = read(archive, room, arrival)
                for await layer in arriving {
                    guard seen.insert(layer.diffID).inserted, case .spooled = layer.content else {
                        if case .bundled(let known) = layer.content { content.layers[layer.diffID] = known }
                        room.leave(layer.spooledSize)
                        advance(Int(layer.plainSize))
                        continue
                    }
                    group.addTask {
                        defer { room.leave(layer.spooledSize) }
                        do {
                            return try await gate.run { flag in
                                try intake.pack(layer) { count in
                                    try flag.check()
                                    advance(count)
                                }
                            }
                        } catch {
                            // Nobody needs the rest.
                            room.close()
                            throw error
                        }
                    }
                }
                do {
                    content.images += try await saved
                } catch is CancellationError {
                    // The reason is that of a compression, if one failed.
                    try await group.waitForAll()
                    throw CancellationError()
                }
            }
            for try await layer in group { content.layers[layer.diffID] = layer }
            return content
        }
    }

    private func read(
        _ archive: Opening, _ room: SpoolRoom, _ arrival: AsyncStream<AdmittedLayer>.Continuation
    ) async throws -> [SavedImages.Image] {
        defer { arrival.finish() }
        let open = try await archive()
        let (subject, intake) = (subject, intake)
        return try await withTaskCancellationHandler {
            try await BlockingWork.run { flag in
                try SavedImages(reading: try open(), of: subject) { content, size, layer in
                    try room.wait()
                    let counted = CountedReader(source: content) { _ in try flag.check() }
                    let admitted = try intake.admit(counted, size: size, of: layer)
                    room.enter(admitted.spooledSize)
                    arrival.yield(admitted)
                    return admitted.diffID
                }.images()
            }
        } onCancel: {
            room.close()
        }
    }
}

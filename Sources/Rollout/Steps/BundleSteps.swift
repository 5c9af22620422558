import HostAccess
import Planning
import Synchronization
import Vocabulary

/// The bundles that a host keeps.
extension StepContext {
    func probeKept(_ kept: KeptBundle) async throws -> Readiness {
        // It is put in place as a whole and named by its content: there is complete.
        try await host.kind(of: folders.bundle(kept.bundle)) == .folder ? .alreadySo : .toDo
    }

    func keep(_ kept: KeptBundle) async throws {
        let source = try source.get(for: "keep the bundle")
        let stage = ProgressStage("bundle:\(kept.bundle.hex.prefix(12))")
        let body = BlobBody.regions(source.file)
        progress(.began(stage, title: "keep the bundle `\(kept.file)`", total: .bytes(ByteCount(body.size))))
        let told = Mutex(Int64(0))
        let metered = BlobBody.generated(size: body.size) { [progress] in
            MeteredReader(try body.open()) { position in
                // One event for each megabyte: a rate that no eye can follow is no use.
                let isNews = told.withLock { told in
                    guard position >= told + (1 << 20) else { return false }
                    told = position
                    return true
                }
                if isNews { progress(.advanced(stage, done: .bytes(ByteCount(position)))) }
            }
        }
        do {
            _ = try await host.writeTree(
                at: folders.bundle(kept.bundle),
                [TreeEntry(path: kept.file, mode: 0o600, content: .file(metered))])
        } catch {
            progress(.ended(stage, outcome: "failed"))
            throw error
        }
        progress(.ended(stage, outcome: "done"))
    }

    /// Folders of bundles that are there and not among these.
    func bundles(except needed: [Digest]) async throws -> [String] {
        let needed = Set(needed.map(\.hex))
        return try await host.names(in: folders.bundles).filter { !needed.contains($0) }
    }

    func removeBundles(except needed: [Digest]) async throws {
        guard !needed.isEmpty else { return try await removeTree(folders.bundles) }
        for name in try await bundles(except: needed) { try await removeTree(folders.bundles.appending(name)) }
    }
}

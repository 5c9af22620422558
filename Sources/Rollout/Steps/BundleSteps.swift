import HostAccess
import Ledger
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
        let file = try collected(kept, from: source)
        // Most of it came with the images.
        let lacking = try await host.lackingStretches(of: file)
        let total = lacking.reduce(0) { $0 + $1.length }
        progress(.began(stage, title: "keep the bundle `\(kept.file)`", total: .bytes(ByteCount(total))))
        let sent = Mutex((before: Int64(0), told: Int64(0)))
        do {
            _ = try await host.complete(file, with: lacking) { [progress] stretch in
                let body = BlobBody.regions(source.file.stretch(from: stretch.offset, count: stretch.length))
                return .generated(size: stretch.length) {
                    let before = sent.withLock { sent in
                        defer { sent.before += stretch.length }
                        return sent.before
                    }
                    return MeteredReader(try body.open()) { position in
                        // One event for each megabyte: a rate that no eye can follow is no use.
                        let isNews = sent.withLock { sent in
                            guard before + position >= sent.told + (1 << 20) else { return false }
                            sent.told = before + position
                            return true
                        }
                        if isNews { progress(.advanced(stage, done: .bytes(ByteCount(before + position)))) }
                    }
                }
            }
        } catch {
            progress(.ended(stage, outcome: "failed"))
            throw error
        }
        progress(.ended(stage, outcome: "done"))
    }

    /// From now on blobs that come here for the engine stay for this bundle as well.
    func collect(_ kept: KeptBundle) async throws {
        if case .opened(let source) = source { await images.collect(try collected(kept, from: source)) }
    }

    /// Other installations keep bundles, too.
    private func collected(_ kept: KeptBundle, from source: InstallationSource) throws -> CollectedFile {
        let others = try ledger.installations().map(\.name).filter { $0 != installation }
        return CollectedFile(
            folder: folders.bundle(kept.bundle),
            others: others.map {
                InstallationFolders(stateDirectory: folders.stateDirectory, installation: $0).bundles
            }, name: kept.file, size: source.file.length, pieces: source.pieces)
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

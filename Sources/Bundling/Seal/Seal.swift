import ArchiveIO
import ContentStore
public import Vocabulary

/// Writes the bundle: one tar that is an OCI image layout (see the bundle format article), and the lock beside the definition.
///
/// The same content and time give the same bytes, wherever it is written, in one file or in parts. It appears whole under its name or not at all, and replaces
/// what was there under this name, parts and all. `writer` is the release of Valise.
/// Throws `bundle.too-large` (10), `file.unwritable`, `file.no-space`, `file.too-large`, `file.in-the-way`, `archive.size-changed` (14), `split.too-large`, `split.too-many` (64), `definition.changed` (10) for a file that changed since ``define(_:profileFolders:)``.
/// Cost: reads and writes every layer once.
public func seal(
    _ content: CollectedContent, to path: AbsolutePath, writer: String, splitting: Splitting = .automatic,
    progress: @escaping ProgressSink
) throws -> SealedBundle {
    try SealStage(content: content, path: path, writer: writer, splitting: splitting, progress: progress).run()
}

/// The steps of ``seal(_:to:writer:splitting:progress:)``.
struct SealStage {
    let content: CollectedContent
    let path: AbsolutePath
    let writer: String
    let splitting: Splitting
    let progress: ProgressSink

    /// Of `index.json`: a reader takes no greater one (the bundle format article, "Limits").
    private static let indexLimit = 4 << 20

    func run() throws -> SealedBundle {
        let images = try content.images.map(PackedImage.init)
        let files = try DefinitionFiles(content.definition)
        let manifest = bundleManifest(images, files)
        let documents = try BundleDocuments.derive(from: manifest)
        guard documents.index.count <= Self.indexLimit else {
            throw Problem(
                "bundle.too-large", .definition, "cannot write `\(path)`: its index would be too large",
                expected: "at most \(ByteCount(Int64(Self.indexLimit)))",
                found: "\(ByteCount(Int64(documents.index.count)))")
        }
        var small: [Digest: [UInt8]] = [
            documents.ownManifest.descriptor.digest: documents.ownManifest.bytes,
            documents.bundleManifest.descriptor.digest: documents.bundleManifest.bytes,
        ]
        for image in images { small.merge(image.documents) { first, _ in first } }
        let (paths, size) = try write(documents, small, files)
        let lock = writeLock()
        return SealedBundle(
            path: paths.first ?? path, paths: paths, id: documents.id, size: size, manifest: manifest,
            plainSize: Self.plainSize(images),
            lock: lock)
    }

    private func bundleManifest(_ images: [PackedImage], _ files: DefinitionFiles) -> BundleManifest {
        let definition = content.definition
        return BundleManifest(
            writer: writer, application: definition.application, created: content.created,
            platforms: content.platforms, images: images.map(\.image), files: files.bundled,
            composeFiles: definition.composeFiles, environment: definition.environment,
            dataFolders: content.dataFolders, profiles: definition.profiles)
    }

    private func write(
        _ documents: BundleDocuments, _ small: [Digest: [UInt8]], _ files: DefinitionFiles
    ) throws -> (paths: [AbsolutePath], size: ByteCount) {
        let head = [
            (BundleDocuments.layoutName, Int64(BundleDocuments.layout.count)),
            (BundleDocuments.indexName, Int64(documents.index.count)),
            (BundleDocuments.rescueName, Int64(documents.rescue.count)),
        ]
        let whole = ArchiveWriter.size(
            of: head + documents.blobs.map { (BundleDocuments.blobName($0.digest), $0.size) })
        let fileSystem = FileSystem.of(folder: path.parent)
        let volumes = try splitting.volumes(for: path, size: whole, on: fileSystem)
        if splitting == .automatic, case .parts(let size) = volumes {
            progress(.note(Splitting.note(parts: (whole + size - 1) / size)))
        }
        try FreeSpace.require(ByteCount(whole), for: path)
        let total = documents.blobs.reduce(Int64(0)) { $0 + $1.size }
        let stage = StageProgress(
            "seal", title: "write \(path.lastComponent)", total: ByteCount(total), sink: progress)
        let archive = try ArchiveWriter(creating: path, modified: content.created, volumes: volumes)
        try archive.add(name: BundleDocuments.layoutName, bytes: BundleDocuments.layout)
        try archive.add(name: BundleDocuments.indexName, bytes: documents.index)
        try archive.add(name: BundleDocuments.rescueName, bytes: documents.rescue)
        for blob in documents.blobs {
            let name = BundleDocuments.blobName(blob.digest)
            let written: Digest
            if let bytes = small[blob.digest] {
                written = try archive.add(name: name, bytes: bytes)
                stage.advance(bytes.count)
            } else if let file = files.path(of: blob.digest) {
                var reader = CountedReader(source: RegionReader(try OpenFile(opening: file).region)) {
                    stage.advance($0)
                }
                written = try archive.add(name: name, size: blob.size, from: &reader)
                guard written == blob.digest else { throw DefinitionFiles.changed(file) }
            } else if let region = content.cache.store.region(of: blob.digest) {
                var reader = CountedReader(source: RegionReader(region)) { stage.advance($0) }
                written = try archive.add(name: name, size: blob.size, from: &reader)
            } else {
                throw Problem("store.damaged", .defect, "the content \(blob.digest) is no longer where it was put")
            }
            guard written == blob.digest else {
                throw Problem(
                    "store.damaged", .step, "cannot write `\(path)`: gathered content changed on the disk",
                    expected: blob.digest.description, found: written.description, consequence: "no bundle was written")
            }
        }
        let paths = try archive.finish()
        let size = ByteCount(archive.count)
        stage.end(paths.count == 1 ? "\(size)" : "\(size) in \(paths.count) parts")
        return (paths, size)
    }

    private static func plainSize(_ images: [PackedImage]) -> ByteCount {
        var seen: Set<Digest> = []
        var total = ByteCount.zero
        for layer in images.flatMap(\.image.platforms).flatMap(\.layers) where seen.insert(layer.diffID).inserted {
            total += ByteCount(layer.plainSize)
        }
        return total
    }

    /// After the bundle: a lock names what was packed. That it cannot be written (a definition on a read-only medium) takes nothing from the bundle.
    private func writeLock() -> SealedBundle.LockOutcome {
        do {
            let bytes = try content.lock.encoded()
            if bytes == content.lockBytesBefore { return .unchanged }
            let file = try FileWriter(creating: content.definition.folder.appending(Lock.fileName))
            try bytes.withUnsafeBytes { try file.write($0) }
            try file.finish()
            return .written
        } catch let problem as Problem {
            var warning = problem
            warning.severity = .warning
            warning.consequence = "the bundle is there; packed again, it may be another one"
            progress(.warning(warning))
            return .unwritable
        } catch {
            progress(
                .warning(
                    Problem("lock.unwritable", .step, severity: .warning, "cannot write `\(Lock.fileName)`: \(error)")))
            return .unwritable
        }
    }
}

import ArchiveIO
import Vocabulary

/// What every bundle manifest keeps to, besides its types, so that no later stage has to doubt it.
func checkRules(of manifest: BundleManifest, _ reading: BundleReading) throws {
    let ascends = { (texts: [String]) in zip(texts, texts.dropFirst()).allSatisfy { $0 < $1 } }
    guard ascends(manifest.images.map(\.reference.description)) else {
        throw reading.inconsistent("its images are not sorted, or one stands there twice")
    }
    guard ascends(manifest.files.map(\.path.rawValue)) else {
        throw reading.inconsistent("its files are not sorted, or one stands there twice")
    }
    guard ascends(manifest.profiles.map(\.name.rawValue)) else {
        throw reading.inconsistent("its profiles are not sorted, or one stands there twice")
    }
    try checkFiles(of: manifest, reading)
    for image in manifest.images {
        guard !image.platforms.isEmpty else { throw reading.inconsistent("`\(image.reference)` has no platform") }
        for layer in image.platforms.flatMap(\.layers) {
            guard layer.plainSize >= 0, LayerReader.mediaTypes.contains(layer.stored.mediaType) else {
                throw reading.inconsistent(
                    "a layer of `\(image.reference)` has a size or media type that no layer has",
                    found: "\(layer.plainSize) bytes, \(layer.stored.mediaType.rawValue)")
            }
        }
    }
}

private func checkFiles(of manifest: BundleManifest, _ reading: BundleReading) throws {
    let permissions = 0...0o7777
    var plainFiles: Set<RelativePath> = []
    for file in manifest.files {
        guard permissions.contains(file.mode) else {
            throw reading.inconsistent("`\(file.path)` has an impossible mode")
        }
        guard case .file(let content) = file.content else { continue }
        plainFiles.insert(file.path)
        guard content.mediaType == .bundleFile, content.size <= BundledFile.maximumSize else {
            throw reading.inconsistent(
                "`\(file.path)` is too large or of another kind",
                expected: "at most \(ByteCount(BundledFile.maximumSize))", found: "\(ByteCount(content.size))")
        }
    }
    for path in manifest.files.map(\.path) + manifest.dataFolders.map(\.path) {
        if let ancestor = path.ancestors.first(where: plainFiles.contains) {
            throw reading.inconsistent("`\(path)` cannot lie in `\(ancestor)`, which is a file")
        }
    }
    for path in manifest.composeFiles where !plainFiles.contains(path) {
        throw reading.inconsistent("the Compose file `\(path)` is not among its files")
    }
    for folder in manifest.dataFolders {
        guard permissions.contains(folder.mode), folder.owner >= 0, folder.group >= 0 else {
            throw reading.inconsistent("the data folder `\(folder.path)` has an impossible mode or owner")
        }
    }
}

extension RelativePath {
    /// The folders above, the nearest last.
    fileprivate var ancestors: [RelativePath] {
        var parts = components
        var result: [RelativePath] = []
        while parts.count > 1 {
            parts.removeLast()
            if let path = RelativePath(parts.joined(separator: "/")) { result.append(path) }
        }
        return result.reversed()
    }
}

import ArchiveIO
public import Vocabulary

/// Opens a bundle: walks the headers and reads the root, the own manifest and the bundle manifest. The format article says what is looked at.
///
/// Costs one small read per entry, whatever the size of the layers. Throws `file.not-found`, `file.unreadable` (64), and with exit 11 the
/// `archive.…` codes of `ArchiveFile`, `bundle.not-a-bundle`, `.newer-format`, `.json`, `.not-canonical`, `.inconsistent`, `.entries`, `.digest`.
public func open(_ path: AbsolutePath) throws -> OpenedBundle {
    let archive = try ArchiveFile(opening: path)
    let reading = BundleReading(archive: archive)
    try checkHead(of: archive, reading)
    let index = try reading.small(BundleDocuments.indexName)
    let own = try ownManifest(from: index, reading)
    let manifestBytes = try reading.document(own.manifest.config)
    try checkVersion(of: manifestBytes, reading)
    let manifest = try reading.decode(BundleManifest.self, manifestBytes, "the bundle manifest")
    let documents = try BundleDocuments.derive(from: manifest)

    guard documents.bundleManifest.bytes == manifestBytes else { throw reading.notCanonical("the bundle manifest") }
    try reading.compare(own.bytes, with: documents.ownManifest.bytes, ImageManifest.self, "the bundle's own manifest")
    try reading.compare(index, with: documents.index, ImageIndex.self, "`index.json`")
    try checkRules(of: manifest, reading)
    guard manifest.created == archive.modified else {
        throw reading.inconsistent(
            "the time of the entries is not the bundle's", expected: "\(manifest.created)", found: "\(archive.modified)"
        )
    }
    let signatures = try checkEntries(of: archive, against: documents, reading)
    try checkSizes(in: manifest, reading)
    return OpenedBundle(
        archive: archive, manifest: manifest, documents: documents, signatures: signatures, id: .of(index))
}

/// The three entries in front, and the marker of an OCI image layout.
private func checkHead(of archive: ArchiveFile, _ reading: BundleReading) throws {
    let head = [BundleDocuments.layoutName, BundleDocuments.indexName, BundleDocuments.rescueName]
    let names = archive.entries.prefix(head.count).map(\.name)
    guard names == head else {
        throw reading.notABundle(
            found: names.isEmpty ? "an empty archive" : "an archive that begins with `\(names[0])`")
    }
    guard try reading.small(BundleDocuments.layoutName) == BundleDocuments.layout else {
        throw reading.notCanonical("`oci-layout`")
    }
}

/// The first entry of `index.json`, as every format version has it.
private func ownManifest(
    from index: [UInt8], _ reading: BundleReading
) throws -> (manifest: ImageManifest, bytes: [UInt8]) {
    let root = try reading.decode(ImageIndex.self, index, "`index.json`")
    guard let entry = root.manifests.first, let type = entry.artifactType,
        type.rawValue.hasPrefix("application/vnd.valise.bundle.")
    else { throw reading.notABundle(found: "an OCI image layout of something else") }
    guard type == .bundle else { throw reading.newer(found: "`\(type.rawValue)`") }
    let bytes = try reading.document(entry)
    return (try reading.decode(ImageManifest.self, bytes, "the bundle's own manifest"), bytes)
}

private func checkVersion(of manifest: [UInt8], _ reading: BundleReading) throws {
    struct Version: Decodable { let formatVersion: Int }
    let version = try reading.decode(Version.self, manifest, "the bundle manifest").formatVersion
    guard version <= BundleManifest.currentFormat else { throw reading.newer(found: "format \(version)") }
    guard version >= 1 else { throw reading.inconsistent("there is no format \(version)") }
}

/// Every blob in its place and with its size, then signatures, and nothing else.
private func checkEntries(
    of archive: ArchiveFile, against documents: BundleDocuments, _ reading: BundleReading
) throws -> [String] {
    var entries = archive.entries.dropFirst(3)
    for blob in documents.blobs {
        let name = BundleDocuments.blobName(blob.digest)
        let found = entries.popFirst()
        guard found?.name == name else {
            // Of a split bundle, the part that holds something else instead is the one that does not belong.
            guard archive.entry(named: name) != nil else {
                throw reading.entries("`\(name)` is missing", hint: reading.copyAgain(found))
            }
            throw reading.entries(
                "`\(name)` does not stand in its place", hint: archive.file.isSplit ? reading.copyAgain(found) : nil)
        }
    }
    var signatures: [String] = []
    for entry in entries {
        guard SignatureName.isValid(entry.name), entry.size <= SignatureName.maximumSize else {
            throw reading.entries("nothing refers to `\(entry.name)`")
        }
        if let last = signatures.last, last >= entry.name {
            throw reading.entries("`\(entry.name)` does not stand in its place")
        }
        signatures.append(entry.name)
    }
    return signatures
}

/// One digest may be named several times; every naming must give the size that stands there.
private func checkSizes(in manifest: BundleManifest, _ reading: BundleReading) throws {
    for image in manifest.images {
        try reading.checkSize(image.packedIndex)
        for platform in image.platforms {
            try reading.checkSize(platform.packedManifest)
            try reading.checkSize(platform.config)
            for layer in platform.layers { try reading.checkSize(layer.stored) }
        }
    }
    for file in manifest.files {
        if case .file(let content) = file.content { try reading.checkSize(content) }
    }
}

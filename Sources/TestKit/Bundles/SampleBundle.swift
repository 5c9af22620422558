public import ArchiveIO
public import Vocabulary

/// A small bundle made by code, without definition or engine: sound as it is, and open to be spoilt before it is written.
public struct SampleBundle: Sendable {
    /// One entry of the archive.
    public struct Entry: Sendable, Hashable {
        public var name: String
        public var bytes: [UInt8]
        public init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    public var manifest: BundleManifest
    /// Everything that is not derived from ``manifest``: images and files, by digest.
    public var blobs: [Digest: [UInt8]]

    public init(manifest: BundleManifest, blobs: [Digest: [UInt8]]) {
        self.manifest = manifest
        self.blobs = blobs
    }

    /// A bundle of these images and files (path → text). Compose files are those whose name begins with `compose`.
    public init(
        name: ApplicationName, version: Version, images: [SampleImage], files: [String: String],
        questions: [Question] = [], dataFolders: [DataFolder] = [], profiles: [Profile] = [],
        created: Int64 = 1_700_000_000
    ) throws {
        var blobs: [Digest: [UInt8]] = [:]
        for image in images { blobs.merge(image.blobs) { first, _ in first } }
        var bundled: [BundledFile] = []
        for (text, content) in files {
            guard let path = RelativePath(text) else { throw Problem("test.path", .defect, "not a path: \(text)") }
            let bytes = Array(content.utf8)
            blobs[.of(bytes)] = bytes
            bundled.append(BundledFile(path: path, mode: 0o644, content: .file(.of(bytes, as: .bundleFile))))
        }
        bundled.sort { $0.path < $1.path }
        manifest = BundleManifest(
            writer: "valise sample",
            application: ApplicationDescription(
                name: name, version: version, title: name.rawValue, questions: questions),
            created: created, platforms: Set(images.flatMap(\.image.platforms).map(\.platform)).sorted(),
            images: images.map(\.image).sorted { $0.reference < $1.reference }, files: bundled,
            composeFiles: bundled.map(\.path).filter { $0.rawValue.hasPrefix("compose") }, environment: [:],
            dataFolders: dataFolders, profiles: profiles)
        self.blobs = blobs
    }

    /// All entries, in order, as a writer puts them. A blob that is missing in ``blobs`` is left out.
    public func entries() throws -> [Entry] {
        let documents = try BundleDocuments.derive(from: manifest)
        var known = blobs
        known[documents.ownManifest.descriptor.digest] = documents.ownManifest.bytes
        known[documents.bundleManifest.descriptor.digest] = documents.bundleManifest.bytes
        return [
            Entry(name: BundleDocuments.layoutName, bytes: BundleDocuments.layout),
            Entry(name: BundleDocuments.indexName, bytes: documents.index),
            Entry(name: BundleDocuments.rescueName, bytes: documents.rescue),
        ]
            + documents.blobs.compactMap { blob in
                known[blob.digest].map { Entry(name: BundleDocuments.blobName(blob.digest), bytes: $0) }
            }
    }

    /// Writes the bundle as the real writer does.
    public func write(to path: AbsolutePath, volumes: Volumes = .one) throws {
        try Self.write(entries(), modified: manifest.created, to: path, volumes: volumes)
    }

    /// Writes any entries with the real writer: what they say need not fit together.
    public static func write(
        _ entries: [Entry], modified: Int64, to path: AbsolutePath, volumes: Volumes = .one
    ) throws {
        let archive = try ArchiveWriter(creating: path, modified: modified, volumes: volumes)
        for entry in entries { try archive.add(name: entry.name, bytes: entry.bytes) }
        try archive.finish()
    }

    /// Two services, `web` and `db`, on two images for linux/amd64 and linux/arm64, with layers in every storage, a template, a question, a data folder and a
    /// profile. About 30 KB.
    public static func small(storage: [SampleImage.Storage] = SampleImage.Storage.allCases) throws -> SampleBundle {
        guard let name = ApplicationName("sample"), let version = Version("1.0.0"), let web = ServiceName("web"),
            let database = ServiceName("db"), let profile = ProfileName("demo-laptop"), let site = VariableName("SITE"),
            let data = RelativePath("data"), let webImage = ImageReference("registry.example.com/team/web:1"),
            let databaseImage = ImageReference("db:7")
        else { throw Problem("test.name", .defect, "a name that is none") }
        let platforms = [
            Platform(os: "linux", architecture: "amd64"), Platform(os: "linux", architecture: "arm64"),
        ]
        let layers = storage.enumerated().map { index, storage in
            SampleImage.Layer(
                files: ["layer\(index)": String(repeating: "content of \(storage) \(index)\n", count: 20)],
                storage: storage)
        }
        let shared = SampleImage.Layer(files: ["base": "shared by both"], storage: storage.first ?? .zstd)
        return try SampleBundle(
            name: name, version: version,
            images: [
                SampleImage(webImage, services: [web], platforms: platforms, layers: [shared] + layers),
                SampleImage(databaseImage, services: [database], platforms: platforms, layers: [shared]),
            ],
            files: ["compose.yaml": compose, "config/site.conf.mustache": "name = {{SITE}}\n", "empty": ""],
            questions: [Question(variable: site, label: "Site", type: .string, required: true, defaultValue: "here")],
            dataFolders: [DataFolder(path: data, owner: 999, group: 999, mode: 0o700, services: [database])],
            profiles: [Profile(name: profile, title: "Demo laptop", loneHostLabels: .allAskedFor)])
    }

    private static let compose = """
        services:
          web:
            image: registry.example.com/team/web:1
            environment: { SITE: "${SITE}" }
            volumes: ["./config/site.conf:/etc/site.conf:ro"]
            depends_on: [db]
          db:
            image: db:7
            volumes: ["./data:/data"]

        """
}

import ArchiveIO
import Vocabulary

/// What an engine exports (`docker save`): read once, front to back, the layers handed on as they pass.
///
/// Two forms (moby, `image/tarexport/save.go` before and after 25.0): `ID/layer.tar`, with links in the place of layers that were there before and `HEX.json` for configs;
/// and an OCI layout. Both have `manifest.json`, which may be the last member.
struct SavedImages: Sendable {
    private var texts: [String: [UInt8]] = [:]
    /// Their `diff_id`s.
    private var layers: [String: Digest] = [:]
    private var links: [String: String] = [:]

    /// An image of the archive.
    struct Image: Hashable, Sendable {
        var configuration: [UInt8]
        var diffIDs: [Digest]
        var references: [ImageReference]
        var digest: Digest { .of(configuration) }
    }

    private struct Entry: Decodable {
        var config: String
        var repoTags: [String]?
        var layers: [String]
        enum CodingKeys: String, CodingKey {
            case config = "Config"
            case repoTags = "RepoTags"
            case layers = "Layers"
        }
    }

    /// Documents are kept in memory until the end: together no more than this.
    private static let documentLimit = 64 << 20
    private static let memberLimit = 100_000

    /// For messages: `the engine's export`.
    private let subject: String

    /// Reads a layer to its end, of so many bytes and of this name in messages, and gives its `diff_id`.
    typealias LayerTaking = (_ content: any ByteReader, _ size: Int64, _ name: String) throws -> Digest

    /// Without `take` the layers are passed over, and only ``documents()`` can be asked for.
    /// Throws `image.export-damaged` (14), `foreign.*`, what the reader and `take` throw.
    init(
        reading reader: any ByteReader, of subject: String = "the engine's export", taking take: LayerTaking?
    ) throws {
        self.subject = subject
        let archive = try ForeignArchive(reading: reader, of: subject)
        var documentBytes = 0
        var members = 0
        while let entry = try archive.next() {
            members += 1
            guard members <= Self.memberLimit else {
                throw damaged("it has more than \(Self.memberLimit) members")
            }
            guard let path = RelativePath(entry.path)?.rawValue else { continue }
            switch entry.kind {
            case .symbolicLink(let target), .hardLink(let target): links[path] = target
            case .file:
                var content = PeekingReader(archive.content)
                if try Self.isLayer(path, &content, size: entry.size) {
                    layers[path] = try take?(content, entry.size, "the layer `\(path)` of \(subject)")
                } else {
                    documentBytes += Int(clamping: entry.size)
                    guard documentBytes <= Self.documentLimit,
                        let bytes = try content.readAll(limit: Self.documentLimit)
                    else { throw damaged("its documents are larger than \(ByteCount(Int64(Self.documentLimit)))") }
                    texts[path] = bytes
                }
            default: break
            }
        }
    }

    /// Docker names a layer `ID/layer.tar`, containers/image (Podman, skopeo: `docker/internal/tarfile/dest.go`) by its digest at the top, where `ID/layer.tar` is a link to it. A blob has no
    /// name that says what it is; documents are JSON objects, and no tar or compressed stream begins like one.
    private static func isLayer(
        _ path: String, _ content: inout PeekingReader<some ByteReader>, size: Int64
    ) throws -> Bool {
        if path.hasSuffix("/layer.tar") || (path.hasSuffix(".tar") && !path.contains("/")) { return true }
        guard path.hasPrefix("blobs/") else { return false }
        if size > Int64(documentLimit) { return true }
        return try content.peek(1) != [UInt8(ascii: "{")]
    }

    /// The images, with their layers compared with what their configs say. Throws `image.export-damaged`.
    func images() throws -> [Image] {
        try entries().map { entry, config in
            let image = Image(
                configuration: config, diffIDs: try entry.layers.map { try layer($0) },
                references: (entry.repoTags ?? []).compactMap { ImageReference($0) })
            try ImageDocumentCheck.check(
                config, image.diffIDs, subject: entry.repoTags?.first ?? image.digest.short)
            return image
        }
    }

    /// The images' names and configs. Throws `image.export-damaged`.
    func documents() throws -> [(references: [ImageReference], configuration: [UInt8])] {
        try entries().map { ($0.repoTags?.compactMap { ImageReference($0) } ?? [], $1) }
    }

    private func entries() throws -> [(Entry, configuration: [UInt8])] {
        guard let bytes = texts["manifest.json"] else { throw damaged("it has no `manifest.json`") }
        let entries: [Entry]
        do { entries = try CanonicalJSON.decode([Entry].self, from: bytes) } catch {
            throw damaged("its `manifest.json` cannot be read")
        }
        return try entries.map { entry in
            guard let config = RelativePath(entry.config).flatMap({ texts[$0.rawValue] }) else {
                throw damaged("the config `\(entry.config)` is missing")
            }
            // Both forms name a config by its digest.
            let name = entry.config.split(separator: "/").last?.split(separator: ".").first ?? ""
            if let expected = Digest(hex: name), expected != .of(config) {
                throw damaged("the config `\(entry.config)` is not what its name says")
            }
            return (entry, config)
        }
    }

    private func layer(_ path: String) throws -> Digest {
        var current = RelativePath(path)?.rawValue ?? path
        // A link leads to a layer of the same archive; more than a few steps are a circle.
        for _ in 0..<8 {
            if let layer = layers[current] { return layer }
            guard let target = links[current] else { break }
            let folder = current.split(separator: "/").dropLast().joined(separator: "/")
            guard
                let next = RelativePath(folder.isEmpty ? target : folder + "/" + target) ?? RelativePath(target)
            else { break }
            current = layers[next.rawValue] == nil && layers[target] != nil ? target : next.rawValue
        }
        throw damaged("the layer `\(path)` is missing")
    }

    private func damaged(_ what: String) -> Problem {
        Problem(
            "image.export-damaged", .step, "cannot read \(subject): \(what)",
            consequence: "no bundle was written")
    }
}

/// Whether config and layers belong together.
enum ImageDocumentCheck {
    /// Throws `image.damaged` (10) where the layers that were found are not those that the config names. Gives the config.
    @discardableResult
    static func check(_ configuration: [UInt8], _ found: [Digest], subject: String) throws -> ImageConfiguration {
        let config = try self.configuration(configuration, subject: subject)
        guard found == config.rootfs.diffIDs else {
            throw Problem(
                "image.damaged", .definition,
                "cannot pack the image `\(subject)`: its layers are not those of its config",
                expected: config.rootfs.diffIDs.map(\.short).joined(separator: ", "),
                found: found.map(\.short).joined(separator: ", "), consequence: "no bundle was written")
        }
        return config
    }

    /// Throws `image.damaged` (10) where it cannot be read.
    static func configuration(_ bytes: [UInt8], subject: String) throws -> ImageConfiguration {
        do { return try CanonicalJSON.decode(ImageConfiguration.self, from: bytes) } catch {
            throw Problem(
                "image.damaged", .definition, "cannot pack the image `\(subject)`: its config cannot be read",
                consequence: "no bundle was written")
        }
    }
}

/// Tells how far a reader has come.
struct CountedReader: ByteReader {
    var source: any ByteReader
    let advance: (Int) throws -> Void
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let got = try source.read(into: buffer)
        try advance(got)
        return got
    }
}

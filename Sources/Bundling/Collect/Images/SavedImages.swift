import ArchiveIO
import Vocabulary

/// What an engine exports (`docker save`): read once, front to back, the layers going into the store as they pass.
///
/// Two forms (moby, `image/tarexport/save.go` before and after 25.0): `ID/layer.tar`, with links in the place of layers that were there before and `HEX.json` for configs;
/// and an OCI layout. Both have `manifest.json`, which may be the last member.
struct SavedImages: Sendable {
    private var texts: [String: [UInt8]] = [:]
    private var layers: [String: BundledLayer] = [:]
    private var links: [String: String] = [:]

    /// An image of the archive.
    struct Image: Hashable, Sendable {
        var configuration: [UInt8]
        var layers: [BundledLayer]
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

    /// Without an intake the layers are passed over, and only ``documents()`` can be asked for. `advance` is told the bytes of each chunk; what it throws ends the reading.
    /// Throws `image.export-damaged` (14), `foreign.*`, `store.*`.
    init(
        reading reader: any ByteReader, of subject: String = "the engine's export", into intake: LayerIntake?,
        advance: @escaping (Int) throws -> Void
    ) throws {
        self.subject = subject
        let archive = try ForeignArchive(reading: CountedReader(source: reader, advance: advance), of: subject)
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
                    layers[path] = try intake?.take(
                        content, size: entry.size, of: "the layer `\(path)` of \(subject)")
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

    /// A blob has no name that says what it is; documents are JSON objects, and no tar or compressed stream begins like one.
    private static func isLayer(
        _ path: String, _ content: inout PeekingReader<some ByteReader>, size: Int64
    ) throws -> Bool {
        if path.hasSuffix("/layer.tar") { return true }
        guard path.hasPrefix("blobs/") else { return false }
        if size > Int64(documentLimit) { return true }
        return try content.peek(1) != [UInt8(ascii: "{")]
    }

    /// The images, with their layers compared with what their configs say. Throws `image.export-damaged`.
    func images() throws -> [Image] {
        try entries().map { entry, config in
            let image = Image(
                configuration: config, layers: try entry.layers.map { try layer($0) },
                references: (entry.repoTags ?? []).compactMap { ImageReference($0) })
            try ImageDocumentCheck.check(
                config, image.layers, subject: entry.repoTags?.first ?? image.digest.short)
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

    private func layer(_ path: String) throws -> BundledLayer {
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
    /// Throws `image.damaged` (10) where the layers are not those that the config names. Gives the config.
    @discardableResult
    static func check(_ configuration: [UInt8], _ layers: [BundledLayer], subject: String) throws -> ImageConfiguration
    {
        let config = try self.configuration(configuration, subject: subject)
        let found = layers.map(\.diffID)
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

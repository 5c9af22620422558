import Foundation
import Synchronization
import Vocabulary

/// A registry's content in memory and in one file, with whatever faults a test asks for.
struct SampleContent: RegistryContent {
    static let repository = "docker.io/library/hello"
    var tagNames = ["1", "2", "latest"]
    var blobs: [Digest: BlobBody] = [:]
    var manifests: [Digest: ServedManifest] = [:]
    var tagged: [String: Digest] = [:]
    var damaged: Digest?

    /// Three blobs of the same bytes' kind: in memory, in a file, and made on the way.
    init(file: OpenedFile, bytes: [UInt8]) {
        let image = Self.image()
        for blob in image.blobs { blobs[Digest.of(blob)] = .bytes(blob) }
        manifests[image.manifest.digest] = image.manifest
        for tag in tagNames { tagged[tag] = image.manifest.digest }
        blobs[Digest.of(bytes)] = .region(
            FileRegion(descriptor: file.descriptor, offset: 100, length: Int64(bytes.count), owner: file))
        let doubled = bytes + bytes
        blobs[Digest.of(doubled)] = .generated(size: Int64(doubled.count)) { SliceReader(bytes: doubled) }
    }

    var repositories: [String] { [Self.repository, "other/app"] }
    func tags(of repository: String) -> [String]? { repositories.contains(repository) ? tagNames : nil }
    func manifest(in repository: String, for selector: ManifestSelector) throws -> ServedManifest? {
        guard repository == Self.repository else { return nil }
        switch selector {
        case .tag(let tag): return tagged[tag].flatMap { manifests[$0] }
        case .digest(let digest): return manifests[digest]
        }
    }
    func blob(in repository: String, digest: Digest) throws -> BlobBody? {
        if digest == damaged {
            throw Problem("bundle.damaged", .bundle, "the blob \(digest.short) is damaged")
        }
        return repository == Self.repository ? blobs[digest] : nil
    }

    /// An image of one empty layer, that real clients take.
    static func image() -> (manifest: ServedManifest, blobs: [[UInt8]]) {
        let layer = [UInt8](repeating: 0, count: 10_240)
        let config = Array(
            """
            {"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["\(Digest.of(layer))"]}}
            """.utf8)
        let manifest = Array(
            """
            {"schemaVersion":2,"mediaType":"\(MediaType.imageManifest.rawValue)","config":{"mediaType":\
            "\(MediaType.imageConfiguration.rawValue)","digest":"\(Digest.of(config))","size":\(config.count)},"layers":[{"mediaType":\
            "\(MediaType.layerTar.rawValue)","digest":"\(Digest.of(layer))","size":\(layer.count)}]}
            """.utf8)
        return (
            ServedManifest(mediaType: .imageManifest, digest: Digest.of(manifest), bytes: manifest), [layer, config]
        )
    }
}

/// Gives its bytes in uneven pieces, and an error behind the last where one is asked for.
struct SliceReader: ByteReader {
    var bytes: [UInt8]
    var position = 0
    var failure: Problem?

    init(bytes: [UInt8], failure: Problem? = nil) {
        self.bytes = bytes
        self.failure = failure
    }

    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if position == bytes.count, let failure { throw failure }
        let count = min(buffer.count, bytes.count - position, 70_001)
        bytes.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[position..<position + count]))
        }
        position += count
        return count
    }
}

/// A temporary file with 100 bytes in front of the content and some behind it, gone from its folder at once.
final class OpenedFile: Sendable {
    let descriptor: Int32

    init(_ bytes: [UInt8]) throws {
        let path = FileManager.default.temporaryDirectory.path + "/valise-registry-" + UUID().uuidString
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        unlink(path)
        let all = [UInt8](repeating: 1, count: 100) + bytes + [UInt8](repeating: 2, count: 100)
        guard descriptor >= 0, write(descriptor, all, all.count) == all.count else { throw POSIXError(.EIO) }
    }
    deinit { close(descriptor) }
}

/// Collects what a server tells.
final class Events: Sendable {
    private let all = Mutex<[String]>([])
    func take(_ text: String) { all.withLock { $0.append(text) } }
    var texts: [String] { all.withLock { $0 } }
}

enum Bytes {
    /// A little more than the server sends at once.
    static let long = noise(1_200_000)

    /// Bytes that repeat in no short pattern.
    static func noise(_ count: Int) -> [UInt8] {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return UInt8(truncatingIfNeeded: state >> 33)
        }
    }
}

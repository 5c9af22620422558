internal import ArchiveIO
internal import Foundation
public import Vocabulary

/// A small image made by code: its layers are tars with the files given.
public struct SampleImage: Sendable {
    /// How a layer is stored.
    public enum Storage: String, Sendable, CaseIterable {
        case zstd, gzip, plain
        var mediaType: MediaType {
            switch self {
            case .zstd: .layerTarZstd
            case .gzip: .layerTarGzip
            case .plain: .layerTar
            }
        }
    }

    /// Files of a layer: path → content.
    public struct Layer: Sendable {
        public var files: [String: [UInt8]]
        public var storage: Storage
        public init(files: [String: [UInt8]], storage: Storage = .zstd) {
            self.files = files
            self.storage = storage
        }
        public init(files: [String: String], storage: Storage = .zstd) {
            self.init(files: files.mapValues { Array($0.utf8) }, storage: storage)
        }
    }

    public var image: BundledImage
    /// All that it consists of, by digest: index, manifests, configs, layers.
    public var blobs: [Digest: [UInt8]]

    /// An image with the same layers for each platform, and a config that differs in its architecture.
    public init(
        _ reference: ImageReference, services: [ServiceName], platforms: [Platform], layers: [Layer]
    ) throws {
        var blobs: [Digest: [UInt8]] = [:]
        let keep = { (bytes: [UInt8], type: MediaType) in
            let descriptor = Descriptor.of(bytes, as: type)
            blobs[descriptor.digest] = bytes
            return descriptor
        }
        let bundled = try layers.map { layer in
            let tar = try Self.tar(of: layer.files)
            let stored = keep(try Self.store(tar, as: layer.storage), layer.storage.mediaType)
            return BundledLayer(stored: stored, diffID: .of(tar), plainSize: Int64(tar.count))
        }
        var entries: [Descriptor] = []
        var parts: [(PlainForm.Source, Descriptor)] = []
        for platform in platforms {
            let config = keep(
                try CanonicalJSON.encode(Configuration(platform, diffIDs: bundled.map(\.diffID))), .imageConfiguration)
            let manifest = keep(
                try CanonicalJSON.encode(ImageManifest(config: config, layers: bundled.map(\.stored))), .imageManifest)
            var entry = manifest
            entry.platform = platform
            entries.append(entry)
            parts.append((PlainForm.Source(platform: platform, config: config, layers: bundled), manifest))
        }
        let index = keep(try CanonicalJSON.encode(ImageIndex(manifests: entries)), .imageIndex)
        let plain = try PlainForm.derive(from: parts.map(\.0))
        image = BundledImage(
            reference: reference, services: services, source: "oci:build", upstreamDigest: nil, packedIndex: index,
            plainIndex: plain.index.descriptor,
            platforms: zip(parts, plain.manifests).map { part, plainManifest in
                BundledPlatform(
                    platform: part.0.platform, config: part.0.config, packedManifest: part.1,
                    plainManifest: plainManifest.descriptor, layers: bundled)
            })
        self.blobs = blobs
    }

    /// The uncompressed tar of a layer.
    public static func tar(of files: [String: [UInt8]]) throws -> [UInt8] {
        var tar = TarWriter(to: BytesWriter())
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            try tar.add(TarHeader(path: path, mode: 0o755, modified: 0), bytes: bytes)
        }
        try tar.finish()
        return tar.destination.bytes
    }

    /// Bytes as a layer of this storage holds them.
    public static func store(_ tar: [UInt8], as storage: Storage) throws -> [UInt8] {
        switch storage {
        case .plain: return tar
        case .gzip: return try SampleGzip.compress(tar)
        case .zstd:
            var result = BytesWriter()
            let compressor = try ZstdCompressor(size: Int64(tar.count))
            try tar.withUnsafeBytes { try compressor.compress($0, to: &result) }
            try compressor.finish(to: &result)
            return result.bytes
        }
    }

    private struct Configuration: Encodable {
        struct Root: Encodable {
            var type = "layers"
            var diff_ids: [Digest]
        }
        let architecture: String
        let os: String
        let variant: String?
        let rootfs: Root
        let config = ["Cmd": ["/app"]]
        init(_ platform: Platform, diffIDs: [Digest]) {
            architecture = platform.architecture
            os = platform.os
            variant = platform.variant
            rootfs = Root(diff_ids: diffIDs)
        }
    }
}

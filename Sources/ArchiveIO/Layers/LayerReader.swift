public import Vocabulary

/// Reads a layer as the tar that it is, however it is compressed.
public enum LayerReader {
    /// The media types that can be read: OCI's and Docker's layers, uncompressed, gzip and zstd.
    public static let mediaTypes: Set<MediaType> = [
        .layerTar, .dockerLayerTar, .layerTarGzip, .dockerLayerTarGzip, .layerTarZstd,
    ]

    /// The uncompressed bytes of `stored`, not yet compared with any digest. Throws `content.media-type` (11) for a type that is not in ``mediaTypes``.
    public static func decompressing(
        _ stored: any ByteReader, as mediaType: MediaType, of subject: String
    ) throws -> any ByteReader {
        switch mediaType {
        case .layerTar, .dockerLayerTar: return stored
        case .layerTarGzip, .dockerLayerTarGzip: return try GzipReader(stored, of: subject)
        case .layerTarZstd: return try ZstdReader(stored, of: subject, frames: .several)
        default:
            throw Problem(
                "content.media-type", .bundle, "cannot read \(subject): its media type is not one of a layer",
                expected: mediaTypes.map(\.rawValue).sorted().joined(separator: ", "), found: mediaType.rawValue)
        }
    }

    /// The uncompressed bytes of a bundle's layer, the last of them only when size and `diff_id` are right.
    ///
    /// Throws on the way `bundle.layer` (11), and what the decoders throw.
    public static func verifying(_ layer: BundledLayer, from stored: any ByteReader) throws -> VerifyingReader {
        let subject = "layer \(layer.stored.digest)"
        let plain = try decompressing(stored, as: layer.stored.mediaType, of: subject)
        return VerifyingReader(plain, expecting: layer.diffID, size: layer.plainSize) { mismatch in
            let found =
                switch mismatch {
                case .tooShort(let count): "\(count) bytes"
                case .tooLong: "more than \(layer.plainSize) bytes"
                case .otherDigest(let digest): digest.description
                }
            return Problem(
                "bundle.layer", .bundle, "cannot read \(subject): uncompressed, it is not what the bundle says",
                expected: "\(layer.diffID), \(layer.plainSize) bytes", found: found,
                hint: "copy the bundle again from where it came from")
        }
    }
}

/// A media type of stored content. Unknown ones are carried as they are.
public struct MediaType: Hashable, Sendable, Codable, RawRepresentable {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

// OCI image specification 1.1, media-types.md; Docker's are in distribution's manifest v2 schema 2.
extension MediaType {
    public static let imageIndex = MediaType(rawValue: "application/vnd.oci.image.index.v1+json")
    public static let imageManifest = MediaType(rawValue: "application/vnd.oci.image.manifest.v1+json")
    public static let imageConfiguration = MediaType(rawValue: "application/vnd.oci.image.config.v1+json")
    public static let layerTar = MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar")
    public static let layerTarGzip = MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar+gzip")
    public static let layerTarZstd = MediaType(rawValue: "application/vnd.oci.image.layer.v1.tar+zstd")
    public static let dockerManifestList = MediaType(
        rawValue: "application/vnd.docker.distribution.manifest.list.v2+json")
    public static let dockerManifest = MediaType(rawValue: "application/vnd.docker.distribution.manifest.v2+json")
    public static let dockerConfiguration = MediaType(rawValue: "application/vnd.docker.container.image.v1+json")
    public static let dockerLayerTar = MediaType(rawValue: "application/vnd.docker.image.rootfs.diff.tar")
    public static let dockerLayerTarGzip = MediaType(rawValue: "application/vnd.docker.image.rootfs.diff.tar.gzip")
    /// `artifactType` of a bundle's own entry.
    public static let bundle = MediaType(rawValue: "application/vnd.valise.bundle.v1")
    /// The bundle manifest, the config of that entry.
    public static let bundleManifest = MediaType(rawValue: "application/vnd.valise.bundle.manifest.v1+json")
    /// One file of the definition, its bytes as they are.
    public static let bundleFile = MediaType(rawValue: "application/vnd.valise.bundle.file.v1")
}

package import HostAccess
package import Vocabulary

/// A verified bundle, as far as steps need it: its file, a way to its blobs, and a registry over them.
package struct InstallationSource: Sendable {
    package var bundle: Digest
    package var path: AbsolutePath
    /// All of it, also where it is in parts.
    package var file: FileRegions
    /// The bundle manifest's bytes.
    package var manifest: [UInt8]
    package var blob: @Sendable (Digest) throws -> BlobBody?
    package var registry: @Sendable (ServedForm) throws -> any RegistryContent
    /// All its images, for a registry on another host.
    package var listing: @Sendable (ServedForm) -> RegistryListing

    /// Its blobs, where they stand in the file.
    package var pieces: [CollectedFile.Piece]

    package init(
        bundle: Digest, path: AbsolutePath, file: FileRegions, manifest: [UInt8],
        blob: @escaping @Sendable (Digest) throws -> BlobBody?,
        registry: @escaping @Sendable (ServedForm) throws -> any RegistryContent,
        listing: @escaping @Sendable (ServedForm) -> RegistryListing = { _ in
            RegistryListing(repositories: [], documents: [])
        }, pieces: [CollectedFile.Piece] = []
    ) {
        self.bundle = bundle
        self.path = path
        self.file = file
        self.manifest = manifest
        self.blob = blob
        self.registry = registry
        self.listing = listing
        self.pieces = pieces
    }
}

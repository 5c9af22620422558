public import Vocabulary

/// A bundle that a host keeps for an installation, so that a pruned image, a new host or a step back can be served again where the medium that it came on is gone: `apps/NAME/bundle/<digest>/FILE`, whole, also where it came in parts.
public struct KeptBundle: Hashable, Sendable, Codable {
    /// Its id.
    public var bundle: Digest
    /// `NAME-VERSION.valise`
    public var file: RelativePath
    public var size: ByteCount

    /// Throws nothing that a name and a version as we read them bring about.
    public init(_ bundle: Digest, of application: ApplicationName, _ version: Version, size: ByteCount) throws {
        self.bundle = bundle
        guard let file = Self.file(of: application, version) else {
            throw Problem("plan.bundle-name", .defect, "`\(application)-\(version).valise` is no name of a file")
        }
        self.file = file
        self.size = size
    }

    /// How its file is called.
    static func file(of application: ApplicationName, _ version: Version) -> RelativePath? {
        RelativePath("\(application)-\(version).valise")
    }
}

extension InstallationFolders {
    /// Bundles that are kept.
    public var bundles: AbsolutePath { root.appending("bundle") }
    public func bundle(_ id: Digest) -> AbsolutePath { bundles.appending(id.hex) }
    /// Where the bundle of a release is kept, if this host keeps it.
    public func bundle(_ id: Digest, of application: ApplicationName, _ version: Version) -> AbsolutePath? {
        KeptBundle.file(of: application, version).map { bundle(id).appending($0) }
    }
}

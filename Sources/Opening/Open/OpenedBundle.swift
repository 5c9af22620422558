public import ArchiveIO
public import Vocabulary

/// A bundle whose shape is known to be right: every entry stands where and how a writer puts it, and the bundle manifest is what
/// `index.json` names. Its small content is not verified yet, its layers even less. Made by ``open(_:)`` alone.
public struct OpenedBundle: Sendable {
    /// The file or its parts, held open.
    public let archive: ArchiveFile
    public let manifest: BundleManifest
    /// What ``manifest`` implies; equal to what stands in the file.
    public let documents: BundleDocuments
    /// Names of the entries `signatures/<40 hex>.sshsig`, in order. They are not checked by this format version.
    public let signatures: [String]

    /// The bundle id: SHA-256 of `index.json`.
    public let id: Digest
    /// Of the file, or of its first part.
    public var path: AbsolutePath { archive.file.path }
    /// Of the file, or of its parts in order.
    public var paths: [AbsolutePath] { archive.file.files.map(\.path) }
    /// Of the whole file, or of all parts.
    public var size: ByteCount { ByteCount(archive.file.size) }
}

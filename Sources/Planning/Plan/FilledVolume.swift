public import Vocabulary

/// A volume in the place of a folder of ours, for an engine that does not see our files: what would stand in the folder is put into it through the engine.
public struct FilledVolume: Hashable, Sendable, Codable {
    public var specification: VolumeSpecification
    /// Of the volume's own folder; numeric.
    public var owner: Int
    public var group: Int
    /// Permission bits.
    public var mode: Int
    /// Sorted by path, which is below the volume's folder.
    public var entries: [ConfigurationFolder.Entry]

    public init(
        specification: VolumeSpecification, owner: Int, group: Int, mode: Int, entries: [ConfigurationFolder.Entry]
    ) {
        self.specification = specification
        self.owner = owner
        self.group = group
        self.mode = mode
        self.entries = entries
    }

    /// The word that `ObjectLabel.files` has on one with configuration, which is removed with the installation.
    public static let configuration = "configuration"
    /// The same for data, which stays until somebody asks for its removal.
    public static let data = "data"

    /// An image without anything that is there as long as the volume is not complete.
    public var mark: ImageReference { Self.mark(of: specification.name) }

    /// The mark of the volume of a name.
    public static func mark(of volume: String) -> ImageReference {
        ImageReference(
            registry: "valise.local", repository: "filling", tag: String(Digest.of(Array(volume.utf8)).hex.prefix(16)),
            digest: nil)
    }
}

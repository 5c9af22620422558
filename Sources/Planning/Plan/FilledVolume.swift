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
}

public import Vocabulary

/// Where an installation's files are on its host: below the state folder, `apps/NAME`.
public struct InstallationFolders: Hashable, Sendable, Codable {
    public var stateDirectory: AbsolutePath
    public var installation: InstallationName

    public init(stateDirectory: AbsolutePath, installation: InstallationName) {
        self.stateDirectory = stateDirectory
        self.installation = installation
    }

    /// `apps/NAME`
    public var root: AbsolutePath { stateDirectory.appending("apps").appending(installation.rawValue) }
    /// Survives upgrades and `uninstall`.
    public var data: AbsolutePath { root.appending("data") }
    public var configuration: AbsolutePath { root.appending("config") }
    public func configuration(_ folder: ConfigurationFolder) -> AbsolutePath { configuration.appending(folder.name) }
    /// The program that the boot unit runs.
    public var program: AbsolutePath { stateDirectory.appending("bin/valise") }
}

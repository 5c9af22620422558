public import Vocabulary

/// An object that an installation brought, or shares with the installation that did.
public struct BroughtObject: Hashable, Sendable {
    public var object: TargetObject
    public var installation: InstallationName
    /// The release for which it was first brought.
    public var release: Int

    public init(object: TargetObject, installation: InstallationName, release: Int) {
        self.object = object
        self.installation = installation
        self.release = release
    }
}

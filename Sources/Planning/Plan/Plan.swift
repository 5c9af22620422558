public import Vocabulary

/// What an operation will do to a host, in order. Made by pure functions from facts; executed by `Rollout`, as a whole or from where a crash left it.
public struct Plan: Hashable, Sendable, Codable {
    public var purpose: Purpose
    public var installation: InstallationName
    public var host: HostName
    public var steps: [Step]
    /// What the installation is to be afterwards; `nil` after an uninstall of which nothing is known but its objects.
    public var state: ResolvedState?
    /// What an uninstall leaves, and why: for the person.
    public var leaves: [Remnant]

    public enum Purpose: String, Hashable, Sendable, Codable {
        case install, uninstall, start, stop, restart
    }

    public init(
        purpose: Purpose, installation: InstallationName, host: HostName, steps: [Step], state: ResolvedState?,
        leaves: [Remnant] = []
    ) {
        self.purpose = purpose
        self.installation = installation
        self.host = host
        self.steps = steps
        self.state = state
        self.leaves = leaves
    }
}

/// Something that stays on the host after an uninstall.
public struct Remnant: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable { case dataFolder, volume, image, network, container }
    public var kind: Kind
    public var name: String
    /// `data is kept`, `used by container other-1`.
    public var reason: String
    public init(kind: Kind, name: String, reason: String) {
        self.kind = kind
        self.name = name
        self.reason = reason
    }
}

/// What becomes of an installation's data folders and named volumes.
public enum DataFate: String, Hashable, Sendable, Codable { case kept, removed }

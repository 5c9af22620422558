public import Vocabulary

/// What is to be installed, for checks.
public struct CheckContext: Hashable, Sendable {
    /// `nil`: the target is looked at without any bundle.
    public var manifest: BundleManifest?
    public var profile: Profile?
    /// What carries its label (and the target's) is ours.
    public var installation: InstallationName?
    /// The ledger's id of this target; `nil` where there is no ledger yet.
    public var target: String?
    /// What the target's cluster was formed with; `nil` where there is none yet.
    public var publishing: ClusterPublishing?
    /// Tags that this installation brought and nobody else shares: they may be moved.
    public var ownedTags: Set<ImageReference>
    /// What is installed on the target, whatever the installation is called.
    public var applications: Set<ApplicationName>
    /// Of hosts that are going to keep the bundle, what that takes in their state folder.
    public var kept: [HostName: ByteCount] = [:]
    /// Hosts that are managers of the cluster, or are going to be.
    public var managers: Set<HostName> = []
    /// Seconds since 1970 by the machine that several hosts are looked at from; a while after they were.
    public var clock: Int64?
    /// What becomes of a swarm that hosts are in already, and that no target has taken for its own.
    public var foreignSwarm = ForeignSwarm.refused

    public init(
        manifest: BundleManifest? = nil, profile: Profile? = nil, installation: InstallationName? = nil,
        target: String? = nil, publishing: ClusterPublishing? = nil, ownedTags: Set<ImageReference> = [],
        applications: Set<ApplicationName> = []
    ) {
        self.manifest = manifest
        self.profile = profile
        self.installation = installation
        self.target = target
        self.publishing = publishing
        self.ownedTags = ownedTags
        self.applications = applications
    }

    /// Whether an object with these labels belongs to this installation on this target.
    func owns(_ labels: [String: String]) -> Bool {
        guard let installation, labels[ObjectLabel.installation] == installation.rawValue else { return false }
        guard let target, let theirs = labels[ObjectLabel.target] else { return true }
        return theirs == target
    }
}

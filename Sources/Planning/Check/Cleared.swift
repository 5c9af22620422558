public import Vocabulary

/// A target that passed every required check which needs no answer. Made by ``CheckedTarget/cleared()`` alone.
public struct ClearedTarget: Hashable, Sendable {
    public let hosts: [HostFacts]
    public let report: CheckReport
    let context: CheckContext
}

/// What the first look at a target gave; the report can be printed whether or not it is clear.
public struct CheckedTarget: Hashable, Sendable {
    public let report: CheckReport
    let hosts: [HostFacts]
    let context: CheckContext

    /// The key to the next stages; throws one `check.failed` (12) for each required check that failed.
    public func cleared() throws(Problems) -> ClearedTarget {
        if let problems = report.problems { throw problems }
        return ClearedTarget(hosts: hosts, report: report, context: context)
    }
}

/// A placement that passed every required check on every host it uses. Made by ``CheckedPlacement/cleared()`` alone; the key to `plan`.
public struct ClearedPlacement: Hashable, Sendable {
    public let placement: Placement
    public let hosts: [HostFacts]
    /// Of both stages.
    public let report: CheckReport
    /// Images whose tag is somebody else's on a host: never moved, the container is made from the image's ID there.
    public let foreignTags: [HostName: Set<ImageReference>]
}

/// What the second look gave.
public struct CheckedPlacement: Hashable, Sendable {
    /// Of both stages.
    public let report: CheckReport
    let placement: Placement
    let hosts: [HostFacts]
    let foreignTags: [HostName: Set<ImageReference>]

    /// Throws one `check.failed` (12) for each required check that failed.
    public func cleared() throws(Problems) -> ClearedPlacement {
        if let problems = report.problems { throw problems }
        return ClearedPlacement(placement: placement, hosts: hosts, report: report, foreignTags: foreignTags)
    }
}

/// What is to be installed, for checks.
public struct CheckContext: Hashable, Sendable {
    /// `nil`: the target is looked at without any bundle.
    public var manifest: BundleManifest?
    public var profile: Profile?
    /// What carries its label (and the target's) is ours.
    public var installation: InstallationName?
    /// The ledger's id of this target; `nil` where there is no ledger yet.
    public var target: String?
    /// Tags that this installation brought and nobody else shares: they may be moved.
    public var ownedTags: Set<ImageReference>

    public init(
        manifest: BundleManifest? = nil, profile: Profile? = nil, installation: InstallationName? = nil,
        target: String? = nil, ownedTags: Set<ImageReference> = []
    ) {
        self.manifest = manifest
        self.profile = profile
        self.installation = installation
        self.target = target
        self.ownedTags = ownedTags
    }

    /// Whether an object with these labels belongs to this installation on this target.
    func owns(_ labels: [String: String]) -> Bool {
        guard let installation, labels[ObjectLabel.installation] == installation.rawValue else { return false }
        guard let target, let theirs = labels[ObjectLabel.target] else { return true }
        return theirs == target
    }
}

public import Vocabulary

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

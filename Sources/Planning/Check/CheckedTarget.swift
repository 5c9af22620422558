public import Vocabulary

/// A target that passed every required check which needs no answer. Made by ``CheckedTarget/cleared()`` alone.
public struct ClearedTarget: Hashable, Sendable {
    public let hosts: [HostFacts]
    public let report: CheckReport
    let context: CheckContext
    var checked: CheckedTarget { CheckedTarget(report: report, hosts: hosts, context: context) }
}

/// What the first look at a target gave; the report can be printed whether or not it is clear.
public struct CheckedTarget: Hashable, Sendable {
    public let report: CheckReport
    public let hosts: [HostFacts]
    let context: CheckContext

    /// How a cluster of these hosts publishes ports: as it was formed, else as their kernels allow. `nil` for a lone host.
    public var publishing: ClusterPublishing? {
        hosts.count > 1 ? context.publishing ?? ClusterPublishing(on: hosts.map(\.machine)) : nil
    }

    /// The key to the next stages; throws one `check.failed` (12) for each required check that failed.
    public func cleared() throws(Problems) -> ClearedTarget {
        if let problems = report.problems { throw problems }
        return ClearedTarget(hosts: hosts, report: report, context: context)
    }
}

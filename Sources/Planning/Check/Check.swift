public import Vocabulary

/// All checks that need no answer. Pure; facts are what was gathered. Nothing is thrown: ``CheckedTarget/cleared()`` does.
///
/// - Parameters:
///   - hosts: in the target's order.
///   - links: what was found between them; without them, the checks of ports and packets are left out.
///   - context: what is to be installed.
public func check(_ hosts: [HostFacts], links: [LinkFacts] = [], for context: CheckContext) -> CheckedTarget {
    var results = [
        TargetChecks.hosts(hosts.count, context.profile, isBundled: context.manifest != nil).judged(
            .hosts, on: nil, context.profile)
    ]
    if let finding = TargetChecks.applications(context) {
        results.append(finding.judged(.applications, on: nil, context.profile))
    }
    for host in hosts {
        let checks = TargetChecks(facts: host, context: context)
        for id in CheckID.allCases {
            guard var finding = checks.finding(id) else { continue }
            // Where others can, nothing need be placed on this one: placing says so, with the reason.
            if id == .platform, finding.outcome == .failed,
                hosts.contains(where: { TargetChecks(facts: $0, context: context).isOfAnImagesPlatform })
            {
                finding.outcome = .warning
            }
            results.append(finding.judged(id, on: host.name, context.profile))
        }
    }
    if hosts.count > 1 { results += ClusterChecks(hosts: hosts, links: links, context: context).results() }
    return CheckedTarget(
        report: CheckReport(results: []).merging(CheckReport(results: results)), hosts: hosts, context: context)
}

/// The check `hosts` alone, where nothing was gathered of them. Throws `check.failed` (12) where the profile wants more or fewer, and is strict about it.
public func checkHostCount(_ count: Int, for profile: Profile?) throws(Problems) {
    let result = TargetChecks.hosts(count, profile).judged(.hosts, on: nil, profile)
    if let problems = CheckReport(results: [result]).problems { throw problems }
}

/// All checks that need answers and a placement: ports, disk, names, tags, address pools, binds, memory limits. Pure.
///
/// `facts` of the absolute bind sources (``DesiredState/hostPaths``) can be gathered only now: pass the hosts' facts again where there are any, in the target's order.
public func check(
    _ placement: Placement, of state: DesiredState, on target: ClearedTarget, facts: [HostFacts]? = nil
) -> CheckedPlacement {
    check(placement, of: state, on: target.checked, facts: facts)
}

/// The same on a target that is not clear, so that a person sees everything at once; ``CheckedPlacement/cleared()`` then throws what both looks found.
public func check(
    _ placement: Placement, of state: DesiredState, on target: CheckedTarget, facts: [HostFacts]? = nil
) -> CheckedPlacement {
    let hosts = facts ?? target.hosts
    var results: [CheckResult] = []
    var foreignTags: [HostName: Set<ImageReference>] = [:]
    let publishing = target.publishing
    // Every manager knows all of them.
    let mesh = hosts.lazy.compactMap(\.reachedEngine).map(\.services).first { !$0.isEmpty } ?? []
    for host in hosts {
        let checks = PlacementChecks(
            facts: host, context: target.context, state: state, placement: placement, publishing: publishing,
            mesh: mesh)
        for id in CheckID.allCases {
            guard let finding = checks.finding(id) else { continue }
            results.append(finding.judged(id, on: host.name, target.context.profile))
        }
        foreignTags[host.name] = checks.foreignTags
    }
    return CheckedPlacement(
        report: target.report.merging(CheckReport(results: results)), placement: placement, hosts: hosts,
        foreignTags: foreignTags)
}

extension HostFacts {
    /// `nil` where there was none to speak with.
    fileprivate var reachedEngine: EngineFacts? {
        if case .reached(let engine) = engine { engine } else { nil }
    }
}

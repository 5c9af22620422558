public import Vocabulary

/// All checks that need no answer. Pure; facts are what was gathered. Nothing is thrown: ``CheckedTarget/cleared()`` does.
public func check(_ hosts: [HostFacts], for context: CheckContext) -> CheckedTarget {
    CheckedTarget(report: CheckReport(results: []), hosts: hosts, context: context)
}

/// All checks that need answers and a placement: ports, disk, names, tags, address pools, binds, memory limits. Pure.
///
/// `facts` of the absolute bind sources (``DesiredState/hostPaths``) can be gathered only now: pass the hosts' facts again where there are any, in the target's order.
public func check(
    _ placement: Placement, of state: DesiredState, on target: ClearedTarget, facts: [HostFacts]? = nil
) -> CheckedPlacement {
    CheckedPlacement(report: target.report, placement: placement, hosts: facts ?? target.hosts, foreignTags: [:])
}

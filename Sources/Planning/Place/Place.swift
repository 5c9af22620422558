public import Vocabulary

/// Desired state → for each service the non-empty set of hosts that may run it. Pure and total.
///
/// Throws every `place.nowhere` (13) at once: for each host what refused the service, and the smallest change that would help; `place.constraint` (10) for what is no constraint.
/// Services that must be together get one host, and so do those with data of their own on it.
public func place(
    _ state: DesiredState, on hosts: [TargetHost], profile: Profile? = nil
) throws(Problems) -> Placement {
    var placing = Placing(state: state, hosts: hosts, profile: profile)
    return try placing.placement()
}

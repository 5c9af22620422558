public import Vocabulary

/// Desired state → for each service the non-empty set of hosts that may run it. Pure and total; the same input gives the same placement.
///
/// A lone host is judged by the constraints alone, with the labels that the profile grants. On several, also by the image's platform, reserved memory and
/// processors, instances on one host, `global` mode, and ports that are published on the hosts themselves. Services that must be together get one host,
/// and so do those with data of their own on it, or with the same data. Where data is already, its services stay.
///
/// - Parameters:
///   - state: what is to run.
///   - hosts: where it may be, in order; one alone is not judged as a cluster.
///   - profile: grants labels to a lone host.
///   - homes: where earlier releases have data.
///   - publishing: how the cluster publishes ports, where that is known: without its routing mesh, every port is one of a host.
///
/// Throws what was found, all of it at once: `place.constraint` (10) for what is no constraint; else, with 13, `place.nowhere` (for each host what refused
/// the service, and the smallest change that would help), `place.data-elsewhere`, `place.data-apart`, `place.apart`, `place.mixed-modes`, `place.too-few-hosts`, `place.one-host-only`, `place.no-room`,
/// `place.port-twice`, `place.port-conflict`, and `place.undecided` where a search among many ways was given up.
/// Cost: linear in services, in hosts where one must be chosen: 10,000 services on 1,000 hosts in under a second.
public func place(
    _ state: DesiredState, on hosts: [TargetHost], profile: Profile? = nil, homes: DataHomes = .none,
    publishing: ClusterPublishing? = nil
) throws(Problems) -> Placement {
    var placing = Placing(state: state, hosts: hosts, profile: profile, homes: homes, publishing: publishing)
    return try placing.placement()
}

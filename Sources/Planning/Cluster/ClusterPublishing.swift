public import Vocabulary

/// How services are reached from outside, and from each other.
public enum ClusterPublishing: String, Hashable, Sendable, Codable, CaseIterable {
    /// Virtual addresses, and every host answers for every service. Needs IPVS in each kernel.
    case routingMesh
    /// Names that resolve to the tasks themselves, and ports of the hosts that run one.
    case hostPorts

    /// The routing mesh, where every kernel is known to carry it: where one does not, it fails without a word.
    public init(on machines: [MachineFacts]) {
        self = machines.allSatisfy { $0.carriesRoutingMesh == true } ? .routingMesh : .hostPorts
    }
}

extension MachineFacts {
    /// What Docker Engine asks of a kernel for a virtual address (libnetwork, `service_linux.go`): IPVS, its scheduler by turns, and the match of iptables for packets that it sends on.
    static let routingMeshFeatures = ["ip_vs", "ip_vs_rr", "xt_ipvs"]

    /// Those that the kernel is known to be without.
    var missingRoutingMeshFeatures: [String] { Self.routingMeshFeatures.filter { kernelFeatures[$0] == false } }

    /// `nil` where it could not be found out.
    var carriesRoutingMesh: Bool? {
        guard missingRoutingMeshFeatures.isEmpty else { return false }
        return Self.routingMeshFeatures.allSatisfy { kernelFeatures[$0] == true } ? true : nil
    }
}

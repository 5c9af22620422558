public import Vocabulary

/// A ``DesiredState`` on the hosts of a cluster, with what only they know filled in. Kept beside the release in the ledger, so that `status` and `uninstall` need no bundle. Holds
/// secrets in environments: the ledger's file mode protects it.
public struct ClusterState: Hashable, Sendable, Codable {
    public var installation: InstallationName
    public var application: ApplicationName
    public var version: Version
    /// The ledger's target id, as on every object's label.
    public var target: String
    /// What a person opens when it is up, answers filled in.
    public var open: String?
    /// In the order of the inventory.
    public var hosts: [HostPart]
    public var networks: [DesiredNetwork]
    /// Configs and secrets that the cluster keeps, sorted by name, no two equal.
    public var files: [ClusterFile]
    /// Dependencies before dependents.
    public var services: [ClusterService]

    /// What of the installation is on one host.
    public struct HostPart: Hashable, Sendable, Codable {
        public var host: HostName
        public var images: [ResolvedImage]
        /// Names of the folders below `apps/NAME/config`.
        public var configurationFolders: [String]
        public var dataFolders: [DesiredDataFolder]
        public var volumes: [DesiredVolume]
        /// Labels of ours on its node: which services may be there.
        public var places: [String: String]
    }

    public func service(_ name: ServiceName) -> ClusterService? { services.first { $0.name == name } }
}

/// A service as the cluster is asked to run it.
public struct ClusterService: Hashable, Sendable, Codable {
    public var name: ServiceName
    public var specification: ServiceSpecification
    public var hosts: [HostName]
    public var kind: Placement.Assignment.Kind
    public var dependencies: [DesiredService.Dependency]
    public var healthy: DesiredService.Limit
    public var runsToCompletion: Bool
    /// As the Compose file names it.
    public var image: ImageReference
    /// Health by protocol, from outside.
    public var probe: DesiredService.Probe?

    /// Tasks that run, or have ended well, when all is as it should be.
    public var tasks: Int {
        switch specification.mode {
        case .replicated(let count), .replicatedJob(let count, _): count
        case .global, .globalJob: hosts.count
        }
    }
}

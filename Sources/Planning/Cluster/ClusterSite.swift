public import Vocabulary

/// What the plan must know of the hosts that an installation is spread over.
public struct ClusterSite: Hashable, Sendable {
    /// In the order of the inventory.
    public var hosts: [Host]
    /// The same on every host.
    public var stateDirectory: AbsolutePath
    /// The ledger's target id.
    public var target: String
    /// Of the registry on every host's loopback address: a part of the images' names, kept for the life of the cluster.
    public var port: Int
    /// One for all, as a service names one digest: plain, unless every engine reads zstd.
    public var form: ServedForm
    public var publishing: ClusterPublishing
    /// `nil` where the cluster is the target's own.
    public var shared: SharedSwarm?

    public init(
        hosts: [Host], stateDirectory: AbsolutePath, target: String, port: Int, form: ServedForm,
        publishing: ClusterPublishing, shared: SharedSwarm? = nil
    ) {
        self.hosts = hosts
        self.stateDirectory = stateDirectory
        self.target = target
        self.port = port
        self.form = form
        self.publishing = publishing
        self.shared = shared
    }

    /// One host, as the inventory and its engine have it.
    public struct Host: Hashable, Sendable {
        public var name: HostName
        /// By which the others reach it.
        public var address: IPv4Address
        public var role: TargetHost.Role
        /// Of the inventory.
        public var labels: [Label]
        public var engine: EngineFacts
        /// Blocks of addresses that the machine has a way to.
        public var routes: [String]
        public init(
            name: HostName, address: IPv4Address, role: TargetHost.Role, labels: [Label], engine: EngineFacts,
            routes: [String]
        ) {
            self.name = name
            self.address = address
            self.role = role
            self.labels = labels
            self.engine = engine
            self.routes = routes
        }
    }
}

extension EngineFacts {
    /// Whether it was seen to pull zstd layers, and to give such an image out again: containerd's store, Docker 26's own. Podman 4.3 does the first and not the second: neither
    /// `podman save` nor a pack from its store would have the image.
    public var readsZstd: Bool {
        let major = version.split(separator: ".").first.flatMap { Int($0) } ?? 0
        return product == "docker" && (containerdStore || major >= 26)
    }
}

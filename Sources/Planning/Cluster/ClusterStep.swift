public import Vocabulary

/// One thing that is done to a cluster, or to one of its hosts. As with ``Step``, what it says is a state to be reached: applied again, it changes nothing.
///
/// Codable, as the ledger keeps it; a case or a key that is released never changes its meaning.
public enum ClusterStep: Hashable, Sendable, Codable {
    /// Done to one host, by its own engine and files.
    case onHost(HostName, Step)
    /// A cluster is there, and this host is its first manager.
    case form(Formation)
    /// The swarm that this host is a manager of is used by this target, beside what is in it.
    case share(HostName)
    /// The host takes part.
    case join(Joining)
    /// The labels of one scope on a host's node are exactly these.
    case label(NodeLabels)
    /// The host may be given tasks.
    case activate(HostName)
    case createNetwork(NetworkSpecification)
    /// The cluster keeps this config or secret.
    case createFile(ClusterFile)
    /// The service is there with this specification; another one of ours under its name is updated to it.
    case createService(ClusterService)
    /// The service is there with this specification, which runs nothing, and its containers have ended.
    case stopService(ClusterService)
    case waitFor(Wait)
    case removeService(Step.ObjectOnHost)
    case removeNetwork(Step.ObjectOnHost)
    /// The cluster does not keep this config or secret any more.
    case removeFile(FileName)
    /// The host is in no cluster of ours.
    case leave(HostName)
    /// A swarm that was shared carries no labels of ours any more.
    case endSharing

    public struct Formation: Hashable, Sendable, Codable {
        public var host: HostName
        public var address: IPv4Address
        /// Blocks for the networks between hosts; empty: the engine's own.
        public var addressPools: [String]
        public init(host: HostName, address: IPv4Address, addressPools: [String]) {
            self.host = host
            self.address = address
            self.addressPools = addressPools
        }
    }

    public struct Joining: Hashable, Sendable, Codable {
        public var host: HostName
        public var address: IPv4Address
        public var role: TargetHost.Role
        /// Of managers, any of which may take it in.
        public var managers: [IPv4Address]
        /// The value of its node's label `io.valise.joined`, in a swarm that is not the target's own.
        public var mark: String?
        public init(
            host: HostName, address: IPv4Address, role: TargetHost.Role, managers: [IPv4Address], mark: String? = nil
        ) {
            self.host = host
            self.address = address
            self.role = role
            self.managers = managers
            self.mark = mark
        }
    }

    public struct NodeLabels: Hashable, Sendable, Codable {
        public enum Scope: Hashable, Sendable, Codable {
            /// The inventory's: all that are not of an installation.
            case inventory
            /// Those that begin with `valise.NAME.`.
            case installation(InstallationName)
        }
        public var host: HostName
        public var scope: Scope
        public var labels: [String: String]
        public init(host: HostName, scope: Scope, labels: [String: String]) {
            self.host = host
            self.scope = scope
            self.labels = labels
        }
    }

    /// A ``ClusterFile`` without its content.
    public struct FileName: Hashable, Sendable, Codable {
        public var kind: DesiredContainer.Grant.Kind
        public var name: String
        public init(_ kind: DesiredContainer.Grant.Kind, _ name: String) {
            self.kind = kind
            self.name = name
        }
        public init(_ file: ClusterFile) { self.init(file.kind, file.name) }
    }

    public struct Wait: Hashable, Sendable, Codable {
        public var service: ServiceName
        /// The cluster's name of it.
        public var name: String
        public var condition: Step.Wait.Condition
        public var limit: DesiredService.Limit
        public var runsToCompletion: Bool
        /// Tasks that must run, or have ended well.
        public var tasks: Int
        /// Not reaching it is a warning where `false`.
        public var required: Bool
        /// Looked at from the hosts that run a task.
        public var probe: DesiredService.Probe?
        /// Hosts without any of which it is not reached.
        public var needs: [HostName]?
        public init(_ service: ClusterService, _ condition: Step.Wait.Condition, required: Bool) {
            self.service = service.name
            name = service.specification.name
            self.condition = condition
            limit = service.healthy
            runsToCompletion = service.runsToCompletion
            tasks = service.tasks
            self.required = required
            probe = condition == .completed || service.runsToCompletion ? nil : service.probe
            needs = service.kind == .everywhere || service.hosts.count == 1 ? service.hosts : nil
        }
    }
}

extension ClusterStep {
    /// ``kind`` of a host's leaving.
    public static let leaving = "leaveCluster"

    /// The case's name, as the ledger has it.
    public var kind: String {
        switch self {
        case .onHost(_, let step): step.kind
        case .form: "formCluster"
        case .share: "shareSwarm"
        case .join: "joinCluster"
        case .label: "labelNode"
        case .activate: "activateNode"
        case .createNetwork: "createNetwork"
        case .createFile: "createFile"
        case .createService: "createService"
        case .stopService: "stopService"
        case .waitFor: "waitFor"
        case .removeService: "removeService"
        case .removeNetwork: "removeNetwork"
        case .removeFile: "removeFile"
        case .leave: Self.leaving
        case .endSharing: "endSharing"
        }
    }

    /// What it is done to, unique among the steps of its kind in a plan.
    public var object: String {
        switch self {
        case .onHost(let host, let step): "\(host)/\(step.object)"
        case .form(let formation): formation.host.rawValue
        case .join(let joining): joining.host.rawValue
        case .label(let labels):
            switch labels.scope {
            case .inventory: labels.host.rawValue
            case .installation(let name): "\(labels.host)/\(name)"
            }
        case .createNetwork(let network): network.name
        case .createFile(let file): "\(file.kind)/\(file.name)"
        case .removeFile(let file): "\(file.kind)/\(file.name)"
        case .createService(let service), .stopService(let service): service.specification.name
        case .waitFor(let wait): "\(wait.service)/\(wait.condition.rawValue)"
        case .removeService(let object), .removeNetwork(let object): object.name
        case .leave(let host), .activate(let host), .share(let host): host.rawValue
        case .endSharing: "swarm"
        }
    }

    /// Stable, unique in its plan: `createService:visio_web`, `loadImage:edge-1/redis:7`.
    public var id: String { "\(kind):\(object)" }

    /// The host that it is done to, where it is one.
    public var host: HostName? {
        switch self {
        case .onHost(let host, _), .leave(let host), .activate(let host), .share(let host): host
        case .form(let formation): formation.host
        case .join(let joining): joining.host
        case .label(let labels): labels.host
        case .createNetwork, .createFile, .createService, .stopService, .waitFor, .removeService, .removeNetwork,
            .removeFile, .endSharing:
            nil
        }
    }

    /// The service that it belongs to, where it belongs to one.
    public var service: ServiceName? {
        switch self {
        case .onHost(_, let step): step.service
        case .createService(let service), .stopService(let service): service.name
        case .waitFor(let wait): wait.service
        case .form, .share, .join, .label, .activate, .createNetwork, .createFile, .removeService, .removeNetwork,
            .removeFile, .leave, .endSharing:
            nil
        }
    }

    /// One line for a person. Holds no secrets.
    public var title: String {
        switch self {
        case .onHost(let host, let step): "\(step.title) on `\(host)`"
        case .form(let formation): "form the cluster on `\(formation.host)` (\(formation.address))"
        case .share(let host): "use the swarm that `\(host)` is in, beside what is in it"
        case .join(let joining): "let `\(joining.host)` join the cluster as a \(joining.role.rawValue)"
        case .label(let labels):
            switch labels.scope {
            case .inventory: "give `\(labels.host)` its labels"
            case .installation(let name): "tell `\(labels.host)` which services of `\(name)` it may run"
            }
        case .activate(let host): "let `\(host)` run services"
        case .createNetwork(let network): "create network `\(network.name)` between the hosts"
        case .createFile(let file): "give the cluster the \(file.kind) `\(file.name)`"
        case .createService(let service): "create service `\(service.name)`"
        case .stopService(let service): "stop service `\(service.name)`"
        case .waitFor(let wait):
            switch wait.condition {
            case .healthy: "wait for `\(wait.service)` to be healthy"
            case .completed: "wait for `\(wait.service)` to complete"
            case .ready: "wait for `\(wait.service)`"
            }
        case .removeService(let object): "remove service `\(object.name)`"
        case .removeNetwork(let object): "remove network `\(object.name)`"
        case .removeFile(let file): "remove the \(file.kind) `\(file.name)`"
        case .leave(let host): "let `\(host)` leave the cluster"
        case .endSharing: "leave the swarm to the others"
        }
    }
}

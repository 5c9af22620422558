public import Vocabulary

extension DesiredService {
    /// What a cluster's scheduler looks at beside the constraints. A lone host has no choice: nothing of this concerns it.
    public struct Scheduling: Hashable, Sendable, Codable {
        public enum Mode: String, Hashable, Sendable, Codable {
            /// As many tasks as there are containers.
            case replicated
            /// One task on every host.
            case global
        }
        public var mode: Mode
        /// Tasks on one host, at most; `nil`: any number.
        public var maximumPerHost: Int?
        /// Keys over whose values tasks are spread: `node.labels.rack`.
        public var spread: [String]
        /// Reserved for one task.
        public var memory: ByteCount?
        /// Reserved for one task, in billionths of a processor.
        public var nanoCPUs: Int64?
        public var ports: [PublishedPort]
        /// How tasks are replaced, forwards and back; `nil`: as Swarm does by itself.
        public var update: UpdateConfiguration?
        public var rollback: UpdateConfiguration?
        /// Delay and window alone: the condition follows from what the service is.
        public var restart: TaskRestartPolicy?
        /// `nil`: as the cluster's kernels allow.
        public var endpointMode: EndpointSpecification.Mode?
        /// Of the service itself: `deploy.labels`.
        public var serviceLabels: [String: String] = [:]

        public init(
            mode: Mode = .replicated, maximumPerHost: Int? = nil, spread: [String] = [], memory: ByteCount? = nil,
            nanoCPUs: Int64? = nil, ports: [PublishedPort] = []
        ) {
            self.mode = mode
            self.maximumPerHost = maximumPerHost
            self.spread = spread
            self.memory = memory
            self.nanoCPUs = nanoCPUs
            self.ports = ports
        }
    }

    /// A port that is asked for by its number; ports that the cluster chooses itself clash with nothing.
    public struct PublishedPort: Hashable, Sendable, Codable, CustomStringConvertible {
        public enum Mode: String, Hashable, Sendable, Codable {
            /// On the hosts that run a task.
            case host
            /// On every host of the cluster, by its routing mesh.
            case ingress
        }
        public var number: UInt16
        /// `tcp`, `udp`, `sctp`.
        public var transport: String
        public var mode: Mode
        public init(number: UInt16, transport: String, mode: Mode) {
            self.number = number
            self.transport = transport
            self.mode = mode
        }
        public var description: String { "\(number)/\(transport)" }
    }

    /// What a cluster with a routing mesh does with a port, as a container's bindings have it; the mesh is what Compose and Swarm mean where nothing is said.
    func publishMode(of published: String, _ transport: String) -> EndpointSpecification.Port.PublishMode {
        scheduling.ports.contains { "\($0)" == "\(published)/\(transport)" && $0.mode == .host } ? .host : .ingress
    }
}

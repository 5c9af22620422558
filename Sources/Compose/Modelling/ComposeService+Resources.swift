public import Vocabulary

extension ComposeService {
    /// The older attributes that stand in the service itself; `deploy.resources` is in ``Deploy``. Sizes in bytes.
    public struct Resources: Hashable, Sendable {
        public var memoryLimit: Int64?
        public var memoryReservation: Int64?
        /// -1: without limit.
        public var memorySwapLimit: Int64?
        public var memorySwappiness: Int64?
        public var shmSize: Int64?
        public var cpus: Double?
        public var cpuCount: Int64?
        public var cpuPercent: Double?
        public var cpuShares: Int64?
        public var cpuPeriod: Int64?
        public var cpuQuota: Int64?
        public var cpuRealtimePeriod: Int64?
        public var cpuRealtimeRuntime: Int64?
        public var cpuset: String?
        public var pidsLimit: Int64?
        public var oomKillDisable = false
        public var oomScoreAdjustment: Int64?
        public var blockIO: BlockIO?
        public init() {}
    }

    /// `blkio_config`.
    public struct BlockIO: Hashable, Sendable {
        public var weight: Int?
        public var weightDevices: [DeviceAmount]
        /// Bytes in a second.
        public var readBytes: [DeviceAmount]
        public var writeBytes: [DeviceAmount]
        /// Operations in a second.
        public var readOperations: [DeviceAmount]
        public var writeOperations: [DeviceAmount]
    }

    /// An amount for one device of the host.
    public struct DeviceAmount: Hashable, Sendable {
        public var path: String
        public var amount: Int64
    }

    /// `deploy:`, Compose Deploy Specification.
    public struct Deploy: Hashable, Sendable {
        /// `replicated` (default), `global`, `replicated-job`, `global-job`.
        public var mode: String?
        public var replicas: Int?
        public var labels: [String: String] = [:]
        public var limits: ResourceAmounts?
        public var reservations: ResourceAmounts?
        public var restartPolicy: RestartPolicy?
        public var placement = Placement()
        public var updateConfig: UpdateConfig?
        public var rollbackConfig: UpdateConfig?
        /// `vip` or `dnsrr`.
        public var endpointMode: String?
        public var position: SourcePosition
        public init(position: SourcePosition) { self.position = position }
    }

    public struct ResourceAmounts: Hashable, Sendable {
        public var cpus: Double?
        /// Bytes.
        public var memory: Int64?
        public var pids: Int64?
        public var devices: [DeviceRequest] = []
        public var genericResources: [ComposeValue] = []
        public init() {}
    }

    /// Durations in nanoseconds.
    public struct RestartPolicy: Hashable, Sendable {
        /// `none`, `on-failure`, `any`.
        public var condition: String?
        public var delay: Int64?
        public var maximumAttempts: Int?
        public var window: Int64?
        public init() {}
    }

    public struct Placement: Hashable, Sendable {
        /// `node.labels.KEY == VALUE`, as written, in order.
        public var constraints: [Constraint] = []
        /// `spread` keys.
        public var preferences: [String] = []
        public var maximumReplicasPerNode: Int?
        public init() {}
        public struct Constraint: Hashable, Sendable {
            public var text: String
            public var position: SourcePosition
        }
    }

    /// Durations in nanoseconds.
    public struct UpdateConfig: Hashable, Sendable {
        public var parallelism: Int?
        public var delay: Int64?
        /// `continue`, `pause`, `rollback`.
        public var failureAction: String?
        public var monitor: Int64?
        public var maximumFailureRatio: Double?
        /// `stop-first`, `start-first`.
        public var order: String?
        public init() {}
    }
}

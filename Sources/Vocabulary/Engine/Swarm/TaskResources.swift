/// What a task may take of its node at most, and what must be free there: `Resources` (Docker Engine API 1.41).
public struct TaskResources: Hashable, Sendable, Codable {
    public var limits: Amounts?
    /// A task goes only where so much is not reserved yet; `pids` has no meaning here.
    public var reservations: Amounts?
    public init(limits: Amounts? = nil, reservations: Amounts? = nil) {
        self.limits = limits
        self.reservations = reservations
    }

    enum CodingKeys: String, CodingKey {
        case limits = "Limits"
        case reservations = "Reservations"
    }

    public struct Amounts: Hashable, Sendable, Codable {
        /// Billionths of a processor.
        public var nanoCPUs: Int64?
        /// Bytes.
        public var memory: Int64?
        public var pids: Int64?
        public init() {}
        enum CodingKeys: String, CodingKey {
            case nanoCPUs = "NanoCPUs"
            case memory = "MemoryBytes"
            case pids = "Pids"
        }
    }
}

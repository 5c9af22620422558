/// On which nodes a task may be: `Placement` (Docker Engine API 1.41).
public struct TaskPlacement: Hashable, Sendable, Codable {
    /// `node.labels.KEY==VALUE`, `node.id!=…`; all of them hold.
    public var constraints: [String]?
    public var preferences: [Preference]?
    /// On one node; 0 and `nil` are no limit.
    public var maxReplicas: Int?
    /// One of them is the node's. A client that asks no registry says itself for which its image is.
    public var platforms: [NodePlatform]?
    public init(constraints: [String]? = nil) { self.constraints = constraints }

    enum CodingKeys: String, CodingKey {
        case constraints = "Constraints"
        case preferences = "Preferences"
        case maxReplicas = "MaxReplicas"
        case platforms = "Platforms"
    }

    /// Spreads tasks evenly over the values of a label.
    public struct Preference: Hashable, Sendable, Codable {
        /// `node.labels.KEY`
        public var spread: String
        public init(spread: String) { self.spread = spread }
        private enum CodingKeys: String, CodingKey { case spread = "Spread" }
        private enum SpreadKeys: String, CodingKey { case descriptor = "SpreadDescriptor" }
        public init(from decoder: any Decoder) throws {
            spread = try decoder.container(keyedBy: CodingKeys.self)
                .nestedContainer(keyedBy: SpreadKeys.self, forKey: .spread).decode(String.self, forKey: .descriptor)
        }
        public func encode(to encoder: any Encoder) throws {
            var values = encoder.container(keyedBy: CodingKeys.self)
            var inner = values.nestedContainer(keyedBy: SpreadKeys.self, forKey: .spread)
            try inner.encode(spread, forKey: .descriptor)
        }
    }

    /// A platform as Swarm compares it: without a variant; `amd64` and `x86_64`, `arm64` and `aarch64` are the same to it (swarmkit, `manager/scheduler/filter.go`).
    public struct NodePlatform: Hashable, Sendable, Codable {
        public var architecture: String?
        public var os: String?
        public init(architecture: String?, os: String?) {
            self.architecture = architecture
            self.os = os
        }
        public init(_ platform: Platform) { self.init(architecture: platform.architecture, os: platform.os) }
        enum CodingKeys: String, CodingKey {
            case architecture = "Architecture"
            case os = "OS"
        }
    }
}

public import Vocabulary

/// A top-level network.
public struct ComposeNetwork: Hashable, Sendable {
    public var key: String
    /// The engine's name for it: `PROJECT_KEY` unless the file gives one.
    public var name: String
    public var isExternal: Bool
    public var driver: String?
    public var driverOptions: [String: String] = [:]
    public var labels: [String: String] = [:]
    public var isInternal = false
    public var attachable = false
    public var enableIPv4: Bool?
    public var enableIPv6: Bool?
    public var ipam: AddressManagement?
    public var position: SourcePosition

    public init(key: String, name: String, isExternal: Bool, position: SourcePosition) {
        self.key = key
        self.name = name
        self.isExternal = isExternal
        self.position = position
    }

    public struct AddressManagement: Hashable, Sendable {
        public var driver: String?
        public var options: [String: String] = [:]
        public var pools: [Pool] = []
        public init() {}
    }
    public struct Pool: Hashable, Sendable {
        public var subnet: String?
        public var range: String?
        public var gateway: String?
        public var auxiliaryAddresses: [String: String] = [:]
        public init() {}
    }
}

/// A top-level volume.
public struct ComposeVolume: Hashable, Sendable {
    public var key: String
    /// The engine's name for it: `PROJECT_KEY` unless the file gives one.
    public var name: String
    public var isExternal: Bool
    public var driver: String?
    public var driverOptions: [String: String] = [:]
    public var labels: [String: String] = [:]
    public var position: SourcePosition

    public init(key: String, name: String, isExternal: Bool, position: SourcePosition) {
        self.key = key
        self.name = name
        self.isExternal = isExternal
        self.position = position
    }
}

/// A top-level config or secret.
public struct ComposeFileObject: Hashable, Sendable {
    public var key: String
    public var name: String
    public var source: Source
    public var labels: [String: String] = [:]
    public var position: SourcePosition

    public init(key: String, name: String, source: Source, position: SourcePosition) {
        self.key = key
        self.name = name
        self.source = source
        self.position = position
    }

    public enum Source: Hashable, Sendable {
        case file(written: String, ComposeService.Bind.Source)
        /// `environment: NAME`: the value of a variable, `nil` where it is unset. It may be a password.
        case environment(name: String, value: Secret?)
        /// `content:`, variables resolved.
        case content(String)
        case external
        /// `driver` or `template_driver`: needs Swarm's plugins.
        case driver(String)
    }
}

/// `x-valise` of a service.
public struct ValiseExtension: Hashable, Sendable {
    /// `with`: the primary of this sidekick.
    public var with: ServiceName?
    public var check: Check?
    /// `on-scale`: run once when the number of this dependency's instances is changed.
    public var onScale: ServiceName?
    /// `run`: `before-upgrade`, `after-upgrade`, `before-backup`…
    public var run: String?
    public var position: SourcePosition?
    public init() {}

    /// Health by protocol, looked at from outside.
    public struct Check: Hashable, Sendable {
        public var probe: EndpointProbe
        /// Nanoseconds between two looks while somebody waits; 1 s where not given.
        public var every: Int64
        /// Nanoseconds after the start in which a failure does not count; 0 where not given.
        public var start: Int64
        public var position: SourcePosition
    }
}

public import Vocabulary

extension ComposeService {
    /// `build:`
    public struct Build: Hashable, Sendable {
        /// A folder (absolute), or a URL of a repository or archive.
        public var context: String
        /// The context below the project directory, where it is there; the empty case is the project directory itself.
        public var contextLocation: Bind.Source?
        /// Relative to the context, or absolute. `nil` where ``dockerfileInline`` is given.
        public var dockerfile: String?
        public var dockerfileInline: String?
        public var target: String?
        /// `nil` value: from the environment.
        public var arguments: [Variable] = []
        public var labels: [String: String] = [:]
        public var network: String?
        public var tags: [String] = []
        public var platforms: [String] = []
        public var extraHosts: [String] = []
        public var shmSize: Int64?
        public var noCache = false
        public var pull = false
        public var privileged = false
        public var secrets: [FileGrant] = []
        public var ssh: [String] = []
        public var cacheFrom: [String] = []
        public var cacheTo: [String] = []
        public var additionalContexts: [String: String] = [:]
        public var isolation: String?
        public var ulimits: [Ulimit] = []
        public var entitlements: [String] = []
        public var position: SourcePosition

        public init(context: String, position: SourcePosition) {
            self.context = context
            self.position = position
        }
    }
}

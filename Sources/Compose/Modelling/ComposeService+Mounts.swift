public import Vocabulary

extension ComposeService {
    /// One entry of `volumes`, in long form.
    public struct Mount: Hashable, Sendable {
        public var kind: Kind
        /// The path in the container.
        public var target: String
        public var readOnly: Bool
        public var consistency: String?
        public var position: SourcePosition

        public enum Kind: Hashable, Sendable {
            case bind(Bind)
            /// A named volume: its key under top-level `volumes`.
            case volume(key: String, VolumeOptions)
            /// Without a name.
            case anonymousVolume(VolumeOptions)
            case tmpfs(size: Int64?, mode: Int?)
            case image(reference: String, subpath: String?)
            case cluster(source: String)
            case npipe(source: String)
        }
        public struct VolumeOptions: Hashable, Sendable {
            public var noCopy = false
            public var subpath: String?
            public var labels: [String: String] = [:]
            /// `z` or `Z`, of a short form.
            public var selinux: String?
            public init() {}
        }
    }

    /// A bind mount.
    public struct Bind: Hashable, Sendable {
        /// As the file has it, variables resolved: `./data`.
        public var written: String
        public var source: Source
        /// `rprivate`, `rshared`…
        public var propagation: String?
        /// The engine may create a missing source as a folder; short forms say so. Valise never lets it.
        public var createHostPath: Bool
        /// `z` or `Z`.
        public var selinux: String?
        /// `enabled`, `disabled`, `writable`, `readonly`.
        public var recursive: String?

        /// Where the source lies.
        public enum Source: Hashable, Sendable {
            /// Written relative, below the project directory.
            case project(RelativePath)
            /// Written relative, and it is the project directory itself.
            case projectDirectory
            /// Written relative, and it leads out of the project directory.
            case outside(AbsolutePath)
            /// Written absolute (or from `~`): something of the host.
            case absolute(AbsolutePath)
        }
    }
}

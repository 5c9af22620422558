public import Vocabulary

/// How the classic builder builds (`POST /build`).
public struct BuildOptions: Hashable, Sendable {
    /// Path in the context.
    public var dockerfile = "Dockerfile"
    public var target: String?
    /// Build arguments; `nil` takes the value of the Dockerfile's `ENV`, as `--build-arg NAME` without one.
    public var arguments: [String: String?] = [:]
    public var labels: [String: String] = [:]
    /// Names that the image gets: `app:1`.
    public var tags: [String] = []
    public var platform: Platform?
    /// For RUN steps: `default`, `none`, `host`…
    public var networkMode: String?
    public var extraHosts: [String] = []
    /// Bytes.
    public var shmSize: Int64?
    public var cache: Cache = .used
    public var baseImages: BaseImages = .ifMissing

    public enum Cache: Hashable, Sendable { case used, unused }
    public enum BaseImages: Hashable, Sendable { case ifMissing, alwaysPulled }
    public init() {}
}

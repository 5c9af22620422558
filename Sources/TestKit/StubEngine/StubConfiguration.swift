public import Vocabulary

/// What a stub engine says of itself.
public struct StubConfiguration: Hashable, Sendable {
    public var release = "20.10.24+stub"
    public var apiVersion = "1.41"
    public var minimumAPIVersion = "1.12"
    /// Bytes.
    public var memory: Int64 = 8 << 30
    public var cpus = 4
    public var platform = Platform.current
    public var hostName = "stub"
    /// By which other hosts reach it, where it is not told otherwise.
    public var hostAddress = "10.77.0.1"
    /// Where containers of a cluster's tasks are reached from it.
    public var taskAddress = "127.0.0.1"
    /// Of `daemon.json`.
    public var labels: [String: String] = [:]
    /// Whether it can unpack zstd layers: Docker 23 and newer.
    public var layers: ReadableLayers = .plainAndGzip
    /// Whether bind mounts show files of this machine.
    public var files: Files = .seen
    /// Whose loopback address it has: `.another`'s in a network of its own, where our registries are not.
    public var loopback: Loopback = .ours
    /// What it takes for `/` where it mounts files of its host: several hosts on one machine.
    public var root = AbsolutePath.root

    /// As `/info` has them: `name=rootless` is one.
    public var securityOptions = ["name=seccomp,profile=default"]

    public enum ReadableLayers: Hashable, Sendable { case plainAndGzip, zstdToo }
    /// `.elsewhere`: as an engine in a virtual machine, all bind sources are empty folders.
    public enum Files: Hashable, Sendable { case seen, elsewhere }
    public enum Loopback: Hashable, Sendable { case ours, another }
    public init() {}
}

/// What a stub engine says of itself.
public struct StubConfiguration: Hashable, Sendable {
    public var release = "20.10.24+stub"
    public var apiVersion = "1.41"
    public var minimumAPIVersion = "1.12"
    /// Bytes.
    public var memory: Int64 = 8 << 30
    public var cpus = 4
    /// Whether it can unpack zstd layers: Docker 23 and newer.
    public var layers: ReadableLayers = .plainAndGzip
    /// Whether bind mounts show files of this machine.
    public var files: Files = .seen

    public enum ReadableLayers: Hashable, Sendable { case plainAndGzip, zstdToo }
    /// `.elsewhere`: as an engine in a virtual machine, all bind sources are empty folders.
    public enum Files: Hashable, Sendable { case seen, elsewhere }
    public init() {}
}

/// Some bytes of what a container wrote.
public struct OutputChunk: Hashable, Sendable {
    /// Where they were written. A container with a terminal has standard output only.
    public enum Source: Hashable, Sendable { case standardOutput, standardError }
    public let source: Source
    public let bytes: [UInt8]
    public init(source: Source, bytes: [UInt8]) {
        self.source = source
        self.bytes = bytes
    }
}

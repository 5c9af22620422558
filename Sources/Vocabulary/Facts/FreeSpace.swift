/// What is free at a place, and where that is: two places with one file system share it.
public struct FreeSpace: Hashable, Sendable, Codable {
    /// For this user.
    public var size: ByteCount
    /// As its host tells file systems apart (stat(2), `st_dev`). Means nothing on another host, or after a boot.
    public var fileSystem: UInt64

    public init(_ size: ByteCount, on fileSystem: UInt64) {
        self.size = size
        self.fileSystem = fileSystem
    }
}

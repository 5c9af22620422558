/// A stretch of an open file. Who hands it out keeps the file open for as long as ``owner`` lives.
public struct FileRegion: Sendable {
    public let descriptor: Int32
    public let offset: Int64
    public let length: Int64
    /// Keeps the descriptor open.
    public let owner: any Sendable & AnyObject
    public init(descriptor: Int32, offset: Int64, length: Int64, owner: any Sendable & AnyObject) {
        self.descriptor = descriptor
        self.offset = offset
        self.length = length
        self.owner = owner
    }
}

public import Vocabulary

/// A file that was written to be found again.
public struct Marker: Hashable, Sendable {
    public var path: AbsolutePath
    public var content: [UInt8]
    public init(path: AbsolutePath, content: [UInt8]) {
        self.path = path
        self.content = content
    }
}

public import Vocabulary

/// A file or folder of a tree that is written as a whole. Folders that no entry names are made with mode 0755.
public struct TreeEntry: Sendable {
    /// Below the tree's root.
    public var path: RelativePath
    /// Permission bits, set whatever the umask.
    public var mode: Int
    public var content: Content
    /// Numeric; `nil`: the installer's. Only root can give files away, so for anybody else it is always that.
    public var owner: Int?
    public var group: Int?

    public init(path: RelativePath, mode: Int, content: Content, owner: Int? = nil, group: Int? = nil) {
        self.path = path
        self.mode = mode
        self.content = content
        self.owner = owner
        self.group = group
    }

    public enum Content: Sendable {
        case folder
        case file(BlobBody)
    }
}

public import Vocabulary

/// A file or folder of a tree that is written as a whole. Folders that no entry names are made with mode 0755.
public struct TreeEntry: Sendable {
    /// Below the tree's root.
    public var path: RelativePath
    /// Permission bits, set whatever the umask.
    public var mode: Int
    public var content: Content

    public init(path: RelativePath, mode: Int, content: Content) {
        self.path = path
        self.mode = mode
        self.content = content
    }

    public enum Content: Sendable {
        case folder
        case file(BlobBody)
    }
}

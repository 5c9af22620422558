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

/// One difference between a tree and what it was written from.
public struct TreeDrift: Hashable, Sendable, Comparable {
    public var path: RelativePath
    public var kind: Kind
    public init(path: RelativePath, kind: Kind) {
        self.path = path
        self.kind = kind
    }

    public enum Kind: String, Hashable, Sendable, Codable {
        case missing, added, content, mode
        /// A file where a folder was, or the other way round.
        case type
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.path, left.kind.rawValue) < (right.path, right.kind.rawValue)
    }
}

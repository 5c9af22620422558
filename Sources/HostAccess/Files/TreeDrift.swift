public import Vocabulary

/// One difference between a tree and what it was written from.
public struct TreeDrift: Hashable, Sendable, Comparable, Codable {
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

public import Vocabulary

/// A value of a Compose file, with the place where it stands. Mappings keep the order of the file.
public struct ComposeValue: Hashable, Sendable {
    public var content: Content
    /// Where it stands; for a value that was filled in, where its owner stands.
    public var position: SourcePosition
    /// The text before a relative path was resolved against the project directory: `./data` for `/srv/app/data`.
    public var written: String?
    /// `!reset` and `!override`, until merging has obeyed them.
    var directive: MergeDirective?
    /// `x-…` of a service or another object: printed in YAML only.
    var isExtension = false

    public enum Content: Hashable, Sendable {
        case null
        case bool(Bool)
        case integer(Int64)
        /// A whole number above those of ``integer(_:)``.
        case natural(UInt64)
        case float(Double)
        case string(String)
        case list([ComposeValue])
        case mapping(ComposeMapping)
    }

    public init(_ content: Content, at position: SourcePosition, written: String? = nil) {
        self.content = content
        self.position = position
        self.written = written
    }

    public var mapping: ComposeMapping? {
        if case .mapping(let mapping) = content { mapping } else { nil }
    }
    public var list: [ComposeValue]? {
        if case .list(let list) = content { list } else { nil }
    }
    public var string: String? {
        if case .string(let string) = content { string } else { nil }
    }
    public var bool: Bool? {
        if case .bool(let bool) = content { bool } else { nil }
    }
    public var integer: Int64? {
        if case .integer(let integer) = content { integer } else { nil }
    }
    public var isNull: Bool { content == .null }
    /// The value of `key` in a mapping; `nil` where there is none or this is no mapping.
    public subscript(key: String) -> ComposeValue? { mapping?[key] }

    /// What it is, in a person's words: "a list".
    public var kind: String {
        switch content {
        case .null: "nothing"
        case .bool: "a boolean"
        case .integer, .natural, .float: "a number"
        case .string: "a string"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// What a tag says about merging: Compose Specification, 13-merge.md, "Reset value" and "Replace value".
enum MergeDirective: Hashable, Sendable {
    case reset, override
}

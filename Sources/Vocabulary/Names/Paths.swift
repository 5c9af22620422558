/// An absolute path, without `.`, `..`, empty parts or a NUL.
public struct AbsolutePath: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    public let rawValue: String

    /// Takes a text that begins with `/` and resolves `.` and `..` in it, as text; `nil` for anything else.
    public init?(_ text: String) {
        guard text.utf8.first == UInt8(ascii: "/"), !text.utf8.contains(0) else { return nil }
        rawValue = "/" + Self.resolved(text.split(separator: "/")).joined(separator: "/")
    }

    /// `text` where it is absolute, else `text` below `base`, as a shell would read it.
    public init(_ text: String, relativeTo base: AbsolutePath) {
        let full = text.utf8.first == UInt8(ascii: "/") ? text : base.rawValue + "/" + text
        rawValue = "/" + Self.resolved(full.split(separator: "/")).joined(separator: "/")
    }

    static func resolved(_ parts: [Substring]) -> [Substring] {
        var result: [Substring] = []
        for part in parts where part != "." {
            if part == ".." { _ = result.popLast() } else { result.append(part) }
        }
        return result
    }

    public static let root = AbsolutePath("", relativeTo: AbsolutePath(unchecked: "/"))
    private init(unchecked text: String) { rawValue = text }

    public func appending(_ path: RelativePath) -> AbsolutePath {
        AbsolutePath(unchecked: rawValue == "/" ? "/" + path.rawValue : rawValue + "/" + path.rawValue)
    }
    /// The path below this one; the text is resolved against it, so `..` climbs.
    public func appending(_ text: String) -> AbsolutePath { AbsolutePath(rawValue + "/" + text, relativeTo: .root) }
    public var parent: AbsolutePath { appending("..") }
    public var lastComponent: String { String(rawValue.split(separator: "/").last ?? "") }

    /// The part of this path below `base`; `nil` where it is not below, or is `base` itself.
    public func below(_ base: AbsolutePath) -> RelativePath? {
        let prefix = base.rawValue == "/" ? "/" : base.rawValue + "/"
        guard rawValue.hasPrefix(prefix) else { return nil }
        return RelativePath(String(rawValue.dropFirst(prefix.count)))
    }

    public var description: String { rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let path = AbsolutePath(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an absolute path")
        }
        self = path
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// A path below some folder, in its one canonical form: no leading `/`, no `.`, `..`, empty parts or NUL. It cannot lead out of the folder by its text.
public struct RelativePath: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    public let rawValue: String

    /// Resolves `./a//b/../c` to `a/c`; `nil` where it is absolute, empty, has a NUL or climbs out.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.first != UInt8(ascii: "/"), !text.utf8.contains(0) else { return nil }
        var result: [Substring] = []
        for part in text.split(separator: "/") where part != "." {
            if part == ".." {
                guard result.popLast() != nil else { return nil }
            } else {
                result.append(part)
            }
        }
        guard !result.isEmpty else { return nil }
        rawValue = result.joined(separator: "/")
    }

    public var components: [String] { rawValue.split(separator: "/").map(String.init) }
    public var lastComponent: String { components.last ?? rawValue }
    public func appending(_ path: RelativePath) -> RelativePath {
        RelativePath(rawValue + "/" + path.rawValue) ?? self
    }
    /// Whether this path is `folder` or lies in it.
    public func isAtOrBelow(_ folder: RelativePath) -> Bool {
        rawValue == folder.rawValue || rawValue.hasPrefix(folder.rawValue + "/")
    }

    public var description: String { rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// Takes only the canonical form: a document that says `a/../b` was not written by us.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let path = RelativePath(text), path.rawValue == text else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a canonical relative path")
        }
        self = path
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

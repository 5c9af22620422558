internal import Foundation
public import Vocabulary

/// One folder below `apps/NAME/config`: what one bind source needs, named by its content, so that unchanged configuration does not change a container.
/// A ``ConfigurationTree`` as a step carries it.
public struct ConfigurationFolder: Hashable, Sendable, Codable {
    /// The tree's digest in hexadecimal.
    public var name: String
    /// Sorted by path. Folders above the first entry are not listed.
    public var entries: [Entry]

    public struct Entry: Hashable, Sendable, Codable {
        public var path: RelativePath
        /// Permission bits.
        public var mode: Int
        public var content: Content
        /// Numeric; `nil`: the installer's.
        public var owner: Int?
        public var group: Int?
        public init(path: RelativePath, mode: Int, content: Content, owner: Int? = nil, group: Int? = nil) {
            self.path = path
            self.mode = mode
            self.content = content
            self.owner = owner
            self.group = group
        }
    }

    public enum Content: Hashable, Sendable, Codable {
        case folder
        /// A file of the bundle.
        case blob(Descriptor)
        /// Rendered with answers, in base 64. May hold secrets.
        case rendered(base64: String)

        /// The bytes of a rendered file; `nil` for anything else.
        public var renderedBytes: [UInt8]? {
            if case .rendered(let text) = self { return Data(base64Encoded: text).map(Array.init) }
            return nil
        }
    }

    init(_ tree: ConfigurationTree) {
        name = tree.digest.hex
        entries = tree.entries.map {
            Entry(path: $0.path, mode: $0.mode, content: Content($0.content), owner: $0.owner, group: $0.group)
        }
    }
}

extension ConfigurationFolder.Content {
    init(_ content: ConfigurationTree.Content) {
        self =
            switch content {
            case .folder: .folder
            case .blob(let descriptor): .blob(descriptor)
            case .rendered(let bytes): .rendered(base64: Data(bytes).base64EncodedString())
            }
    }
}

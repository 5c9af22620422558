internal import Foundation
public import Vocabulary

/// One folder below `apps/NAME/config`: what one bind source needs, named by its content, so that unchanged configuration does not change a container.
public struct ConfigurationFolder: Hashable, Sendable, Codable {
    /// The tree's digest in hexadecimal; for a writable source with `-SERVICE` behind it, as it is that service's copy.
    public var name: String
    /// Sorted by path; folders before what is in them.
    public var entries: [Entry]

    public struct Entry: Hashable, Sendable, Codable {
        public var path: RelativePath
        /// Permission bits.
        public var mode: Int
        public var content: Content
        public init(path: RelativePath, mode: Int, content: Content) {
            self.path = path
            self.mode = mode
            self.content = content
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

    /// The part of `tree` at `source` and below; all of it where `source` is `nil`. `nil` where there is nothing: `render` does not ask for it.
    init?(of tree: ConfigurationTree, at source: RelativePath?, copyFor service: ServiceName?) {
        entries = tree.entries.filter { entry in source.map { entry.path.isAtOrBelow($0) } ?? true }
            .sorted { $0.path < $1.path }
            .map { Entry(path: $0.path, mode: $0.mode, content: Content($0.content)) }
        guard !entries.isEmpty else { return nil }
        name = Self.digest(of: entries).hex + (service.map { "-\($0)" } ?? "")
    }

    private static func digest(of entries: [Entry]) -> Digest {
        var hasher = Digest.Hasher()
        for entry in entries {
            // Lengths stand before texts, so that no two trees give the same bytes.
            let content: [UInt8] =
                switch entry.content {
                case .folder: []
                case .blob(let descriptor): descriptor.digest.bytes
                case .rendered: Digest.of(entry.content.renderedBytes ?? []).bytes
                }
            let path = Array(entry.path.rawValue.utf8)
            let head = "\(path.count) \(entry.mode) \(content.count)\n"
            for part in [Array(head.utf8), path, content] {
                part.withUnsafeBytes { hasher.update($0) }
            }
        }
        return hasher.finish()
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

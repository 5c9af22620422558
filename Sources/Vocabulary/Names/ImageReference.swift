/// The name of an image, in full: `docker.io/library/redis:7`, `registry:5000/team/app@sha256:…`.
///
/// Follows the reference grammar of the distribution project (`reference/reference.go`) with Docker's short names:
/// no registry is `docker.io`, one word below it is in `library/`.
public struct ImageReference: Hashable, Sendable, Comparable {
    /// Host and port, lower case; `docker.io` where none was given.
    public let registry: String
    /// The path below the registry: `library/redis`.
    public let repository: String
    public let tag: String?
    public let digest: Digest?

    public init(registry: String, repository: String, tag: String?, digest: Digest?) {
        self.registry = registry
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    /// Parses any form that `docker pull` takes; `nil` for anything else, a bare 64-digit image ID included.
    public init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 512 else { return nil }
        var rest = Substring(text)
        var digest: Digest?
        if let at = rest.firstIndex(of: "@") {
            guard let parsed = Digest(rest[rest.index(after: at)...]) else { return nil }
            digest = parsed
            rest = rest[..<at]
        }
        var tag: String?
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
            tag = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
        }
        var registry = "docker.io"
        var repository = String(rest)
        if let slash = rest.firstIndex(of: "/") {
            let head = rest[..<slash]
            if head.contains(".") || head.contains(":") || head == "localhost" || head.lowercased() != head {
                registry = String(head)
                repository = String(rest[rest.index(after: slash)...])
            }
        }
        if registry == "index.docker.io" { registry = "docker.io" }
        if registry == "docker.io", !repository.contains("/") { repository = "library/" + repository }
        guard Self.isRegistry(registry), Self.isRepository(repository), tag.map(Self.isTag) ?? true else { return nil }
        if digest == nil, tag == nil, repository.utf8.count == 72, Digest(hex: repository.dropFirst(8)) != nil {
            return nil
        }
        self.init(registry: registry, repository: repository, tag: tag, digest: digest)
    }

    public static func isTag(_ text: String) -> Bool {
        Grammar.matches(
            text, limit: 128, first: { Grammar.isAlphanumeric($0) || $0 == UInt8(ascii: "_") },
            rest: { Grammar.isAlphanumeric($0) || Array("._-".utf8).contains($0) })
    }

    /// Lower-case words joined by one `.`, one or two `_`, or hyphens; parts joined by `/`; at most 255 bytes.
    public static func isRepository(_ text: String) -> Bool {
        guard text.utf8.count <= 255 else { return false }
        return text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            guard let first = part.utf8.first, let last = part.utf8.last, Grammar.isLowerAlphanumeric(first),
                Grammar.isLowerAlphanumeric(last)
            else { return false }
            var separators: [UInt8] = []
            for byte in part.utf8 {
                if Grammar.isLowerAlphanumeric(byte) {
                    let run = String(decoding: separators, as: UTF8.self)
                    guard ["", ".", "_", "__"].contains(run) || run.allSatisfy({ $0 == "-" }) else { return false }
                    separators = []
                } else if Array("._-".utf8).contains(byte) {
                    separators.append(byte)
                } else {
                    return false
                }
            }
            return true
        }
    }

    static func isRegistry(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, HostName(String(parts[0])) != nil else { return false }
        guard parts.count == 2 else { return true }
        return UInt16(parts[1]).map { $0 > 0 } ?? false
    }

    /// The reference with `latest` where it has neither tag nor digest, as an engine takes it.
    public var withDefaultTag: ImageReference {
        tag == nil && digest == nil
            ? ImageReference(registry: registry, repository: repository, tag: "latest", digest: nil) : self
    }

    /// Registry and repository, in full: `docker.io/library/redis`.
    public var name: String { registry + "/" + repository }

    /// The same name, for exactly this manifest or index.
    public func pinned(to digest: Digest) -> ImageReference {
        ImageReference(registry: registry, repository: repository, tag: tag, digest: digest)
    }

    /// The repository under which a registry of ours serves it: ``name``, lower case, with `_` before the registry's port, since a path has no colon
    /// (`registry_5000/app`). Two names never become one: no registry has a `_` in its own.
    public var servedRepository: String {
        String(registry.lowercased().map { $0 == ":" ? "_" : $0 }) + "/" + repository
    }

    /// What a client pulls where a registry of ours listens at an address: `127.0.0.1:5000/docker.io/library/redis:7`.
    public func served(at address: String) -> String { "\(address)/\(servedRepository)\(suffix)" }

    /// As people write it: without `docker.io/` and `library/`.
    public var familiar: String {
        var short = name
        if registry == "docker.io" {
            short = repository.hasPrefix("library/") ? String(repository.dropFirst(8)) : repository
        }
        return short + suffix
    }
    private var suffix: String { (tag.map { ":" + $0 } ?? "") + (digest.map { "@\($0)" } ?? "") }
    public static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}

extension ImageReference: CustomStringConvertible {
    /// In full: `docker.io/library/redis:7`.
    public var description: String { name + suffix }
}

extension ImageReference: Codable {
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let reference = ImageReference(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an image reference")
        }
        self = reference
    }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

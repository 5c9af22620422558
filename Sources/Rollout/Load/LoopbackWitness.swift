import Synchronization
import Vocabulary

/// The content of an install's registry, which remembers whether anybody asked for it: an engine that never did cannot reach our loopback address.
final class LoopbackWitness: RegistryContent {
    private let content: any RegistryContent
    private let asked = Mutex(false)

    init(_ content: any RegistryContent) { self.content = content }

    var wasAsked: Bool { asked.withLock { $0 } }

    var repositories: [String] { content.repositories }
    func tags(of repository: String) -> [String]? { content.tags(of: repository) }

    func manifest(in repository: String, for selector: ManifestSelector) throws -> ServedManifest? {
        asked.withLock { $0 = true }
        return try content.manifest(in: repository, for: selector)
    }

    func blob(in repository: String, digest: Digest) throws -> BlobBody? {
        try content.blob(in: repository, digest: digest)
    }
}

public import RegistryClient
public import Vocabulary

/// A registry, and what stands in front of every repository there: `registry.example.com:5000/site`.
public struct PushDestination: Hashable, Sendable {
    public let address: RegistryAddress

    /// As a person writes it; `nil` where it is no address of a registry.
    public init?(_ text: String) {
        guard let address = RegistryAddress(text), ImageReference("\(address)/probe")?.registry == address.name else {
            return nil
        }
        self.address = address
    }

    /// Under which name an image is pushed: its own path and tag, without the registry that it came from.
    public func reference(of image: ImageReference) -> ImageReference {
        ImageReference(
            registry: address.name, repository: address.prefix + image.repository, tag: image.tag, digest: nil)
    }
}

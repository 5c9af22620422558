import NIOConcurrencyHelpers
public import Vocabulary

extension FaultyRegistry {
    /// Adds a blob; gives its descriptor.
    @discardableResult
    public func add(blob bytes: [UInt8], as type: MediaType = .layerTarGzip) -> Descriptor {
        state.withLockedValue { $0.blobs["\(Digest.of(bytes))"] = bytes }
        return .of(bytes, as: type)
    }

    /// Adds a manifest under its digest and tags; gives its descriptor.
    @discardableResult
    public func add(
        manifest bytes: [UInt8], as type: MediaType, repository: String, tags: [String] = []
    ) -> Descriptor {
        let descriptor = Descriptor.of(bytes, as: type)
        state.withLockedValue { state in
            for name in tags + ["\(descriptor.digest)"] {
                state.manifests["\(repository):\(name)"] = Manifest(type: type.rawValue, bytes: bytes)
            }
        }
        return descriptor
    }

    /// Forgets every manifest and tag, as a registry's clean-up does.
    public func removeManifests() { state.withLockedValue { $0.manifests = [:] } }

    /// Adds an image with an index over one platform, under a tag.
    @discardableResult
    public func add(_ image: PlainImage, repository: String, tag: String) throws -> SampleImageParts {
        let config = add(blob: try image.configuration(), as: .imageConfiguration)
        let layers = image.layers.map { add(blob: $0, as: .layerTar) }
        let manifest = add(
            manifest: try CanonicalJSON.encode(ImageManifest(config: config, layers: layers)), as: .imageManifest,
            repository: repository)
        var entry = manifest
        entry.platform = image.platform
        let index = add(
            manifest: try CanonicalJSON.encode(ImageIndex(manifests: [entry])), as: .imageIndex,
            repository: repository, tags: [tag])
        return SampleImageParts(index: index, manifest: manifest, config: config, layers: layers)
    }
}

/// The parts of an image that a registry of tests was given.
public struct SampleImageParts: Hashable, Sendable {
    public var index: Descriptor
    public var manifest: Descriptor
    public var config: Descriptor
    public var layers: [Descriptor]
}

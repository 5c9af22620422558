import Vocabulary

/// An image's documents in both forms, made of its configs and layers. Pure.
struct PackedImage {
    let image: BundledImage
    /// Packed index, manifests and configs, by digest.
    let documents: [Digest: [UInt8]]

    init(_ collected: CollectedImage) throws {
        var documents: [Digest: [UInt8]] = [:]
        var configs: [Descriptor] = []
        var manifests: [Descriptor] = []
        for platform in collected.platforms {
            // The upstream document under the OCI type: the bytes are what counts, and the two formats agree in all that is read.
            let config = Descriptor.of(platform.configuration, as: .imageConfiguration)
            let bytes = try CanonicalJSON.encode(
                ImageManifest(config: config, layers: platform.layers.map(\.stored)))
            let manifest = Descriptor.of(bytes, as: .imageManifest)
            documents[config.digest] = platform.configuration
            documents[manifest.digest] = bytes
            configs.append(config)
            manifests.append(manifest)
        }
        let entries = zip(manifests, collected.platforms).map { manifest, platform in
            var entry = manifest
            entry.platform = platform.platform
            return entry
        }
        let indexBytes = try CanonicalJSON.encode(ImageIndex(manifests: entries))
        let index = Descriptor.of(indexBytes, as: .imageIndex)
        documents[index.digest] = indexBytes
        let plain = try PlainForm.derive(
            from: zip(collected.platforms, configs).map { platform, config in
                PlainForm.Source(platform: platform.platform, config: config, layers: platform.layers)
            })
        let platforms = collected.platforms.indices.map { number in
            BundledPlatform(
                platform: collected.platforms[number].platform, config: configs[number],
                packedManifest: manifests[number], plainManifest: plain.manifests[number].descriptor,
                layers: collected.platforms[number].layers)
        }
        image = BundledImage(
            reference: collected.reference, services: collected.services, source: collected.source,
            upstreamDigest: collected.upstreamDigest, packedIndex: index, plainIndex: plain.index.descriptor,
            platforms: platforms)
        self.documents = documents
    }
}

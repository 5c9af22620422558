public import Vocabulary

extension VerifiedBundle {
    /// Images of the bundle as a registry on another host has to know them; tags give the index of a form, digests of both forms work.
    ///
    /// - Parameters:
    ///   - references: of which images; names that the bundle does not have are passed over.
    ///   - form: which one a tag gives.
    public func listing(of references: Set<ImageReference>, preferring form: ServedForm) -> RegistryListing {
        var repositories: [String: RegistryListing.Repository] = [:]
        var needed: Set<Digest> = []
        for image in manifest.images where references.contains(image.reference) {
            let name = image.reference.servedRepository
            var repository =
                repositories[name]
                ?? RegistryListing.Repository(name: name, tags: [:], manifests: [], configs: [], layers: [])
            if let tag = image.reference.tag { repository.tags[tag] = image.index(form).digest }
            repository.manifests += [image.packedIndex.digest, image.plainIndex.digest]
            for platform in image.platforms {
                repository.manifests += [platform.packedManifest.digest, platform.plainManifest.digest]
                repository.configs.append(platform.config)
                repository.layers += platform.layers
            }
            needed.formUnion(repository.manifests)
            repositories[name] = repository
        }
        let documents = needed.sorted { $0.hex < $1.hex }.compactMap { digest in
            manifests[digest].map {
                RegistryListing.Document(
                    mediaType: $0.mediaType, digest: digest, text: String(decoding: $0.bytes, as: UTF8.self))
            }
        }
        return RegistryListing(
            repositories: repositories.values.sorted { $0.name < $1.name }, documents: documents)
    }
}

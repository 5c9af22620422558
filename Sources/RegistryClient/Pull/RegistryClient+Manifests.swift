public import Vocabulary

extension RegistryClient {
    /// What a reference means now: type, digest and size of its manifest or index. A HEAD, which Docker Hub does not count as a pull; where that does not say enough, a GET.
    ///
    /// A reference without tag and digest is `latest`. A digest wins over a tag.
    public func resolve(_ reference: ImageReference) async throws -> Descriptor {
        let tried = "look up `\(reference.familiar)`"
        return try await reading(reference, to: tried) { host in
            if let found = try await head(reference, host) { return found }
            return try await get(reference, host, tried).descriptor
        }
    }

    /// The manifest or index of a reference; its bytes have the digest of the descriptor, and that of the reference where it has one.
    public func manifest(_ reference: ImageReference) async throws -> RegistryManifest {
        let tried = "pull `\(reference.familiar)`"
        return try await reading(reference, to: tried) { try await get(reference, $0, tried) }
    }

    /// A manifest that an index names, or that was looked up before: exactly these bytes, of this digest and size.
    public func manifest(_ descriptor: Descriptor, of reference: ImageReference) async throws -> RegistryManifest {
        let exact = ImageReference(
            registry: reference.registry, repository: reference.repository, tag: nil, digest: descriptor.digest)
        let tried = "pull `\(exact.familiar)`"
        return try await reading(exact, to: tried) { host in
            let found = try await get(exact, host, tried)
            guard found.descriptor.size == descriptor.size, found.descriptor.mediaType == descriptor.mediaType else {
                throw ManifestRules.lie(
                    "\(descriptor.size) bytes of \(descriptor.mediaType.rawValue)",
                    "\(found.descriptor.size) bytes of \(found.descriptor.mediaType.rawValue)",
                    try await schemes.origin(of: host.address))
            }
            return found
        }
    }

    private func path(_ reference: ImageReference) -> String {
        "manifests/" + (reference.digest.map { "\($0)" } ?? reference.tag ?? "latest")
    }

    /// `nil` where the head does not say enough, or says no: a GET tells the reason.
    private func head(_ reference: ImageReference, _ host: RegistryHost) async throws -> Descriptor? {
        let answer = try await send(
            .head, path(reference), of: reference, at: host, headers: [("Accept", ManifestRules.accept)]
        ).answer
        if RetryPolicy.isWorthwhile(.status(answer.status, retryAfter: nil)) {
            throw try await answer.failure(configuration.limits, configuration.timing)
        }
        guard answer.status == 200, let size = answer.length, size > 0,
            let type = answer.contentType.map(MediaType.init(rawValue:)), ManifestRules.types.contains(type),
            let digest = answer.header("docker-content-digest").flatMap({ Digest($0) })
        else { return nil }
        if let asked = reference.digest, asked != digest {
            throw ManifestRules.lie("\(asked)", "\(digest)", answer.url.origin)
        }
        try checkSize(size, answer.url.origin)
        return Descriptor(mediaType: type, digest: digest, size: size)
    }

    private func get(
        _ reference: ImageReference, _ host: RegistryHost, _ tried: String
    ) async throws -> RegistryManifest {
        let answer = try await send(
            .get, path(reference), of: reference, at: host, headers: [("Accept", ManifestRules.accept)]
        ).answer
        guard answer.status == 200 else {
            throw try await answer.failure(configuration.limits, configuration.timing)
        }
        if let length = answer.length { try checkSize(length, answer.url.origin) }
        let limit = configuration.limits.manifestBytes
        guard
            let bytes = try await withTimeLimit(
                configuration.limits.answer, at: answer.url.origin,
                {
                    try await answer.bytes(limit: limit)
                })
        else {
            throw ManifestRules.lie("a manifest of at most \(limit) bytes", "more", answer.url.origin)
        }
        return try ManifestRules.check(
            bytes, contentType: answer.contentType, asked: reference.digest,
            announced: answer.header("docker-content-digest").flatMap { Digest($0) }, tried: tried,
            origin: answer.url.origin)
    }

    private func checkSize(_ size: Int64, _ origin: Origin) throws {
        let limit = configuration.limits.manifestBytes
        guard size <= Int64(limit) else {
            throw ManifestRules.lie("a manifest of at most \(limit) bytes", "\(size) bytes", origin)
        }
    }
}

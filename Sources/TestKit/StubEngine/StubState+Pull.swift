import ArchiveIO
import Vocabulary

/// Takes lines of progress.
typealias StubProgress = @Sendable (StubJSON) -> Void

extension StubState {
    /// Fetches an image from the registry that its name names, checks every digest, and keeps it. Errors before the first line of progress are statuses, later ones lines.
    func pull(
        _ name: String, selector: String, platform: String?, _ progress: StubProgress
    ) async throws {
        let tag = selector.isEmpty ? "latest" : selector
        let pinned = Digest(tag)
        guard let reference = ImageReference(pinned == nil ? "\(name):\(tag)" : "\(name)@\(tag)") else {
            throw StubError(status: 400, message: "invalid reference format")
        }
        guard reference.registry.hasPrefix("127.") || reference.registry.hasPrefix("localhost:") else {
            throw StubError(
                status: 500,
                message:
                    "Get \"https://\(reference.registry)/v2/\": dial tcp: lookup \(reference.registry): no such host")
        }
        guard configuration.loopback == .ours else {
            throw StubError(
                status: 500,
                message:
                    "Get \"http://\(reference.registry)/v2/\": dial tcp \(reference.registry): connect: connection refused"
            )
        }
        let registry = StubRegistryReader(host: reference.registry, repository: reference.repository)
        var (bytes, type) = try await registry.manifest(tag, shown: reference.familiar)
        let digest = Digest.of(bytes)
        if let pinned, pinned != digest {
            throw StubError(status: 500, message: "manifest verification failed for digest \(pinned)")
        }
        if type == .imageIndex || type == .dockerManifestList {
            let wanted = (platform.flatMap { Platform($0) } ?? configuration.platform).normalized
            let index = try Self.decode(ImageIndex.self, bytes)
            guard let entry = index.manifests.first(where: { $0.platform?.normalized == wanted }) else {
                throw StubError(
                    status: 404,
                    message: "no matching manifest for \(wanted) in the manifest list entries")
            }
            (bytes, type) = try await registry.manifest("\(entry.digest)", shown: reference.familiar)
            guard Digest.of(bytes) == entry.digest else {
                throw StubError(status: 500, message: "manifest verification failed for digest \(entry.digest)")
            }
        }
        let manifest = try Self.decode(ImageManifest.self, bytes)
        let key = pinned == nil ? reference.description : "\(reference.name)@\(digest)"
        progress(["status": .string("Pulling from \(reference.repository)"), "id": .string(tag)])
        let isKnown = images["\(manifest.config.digest)"] != nil
        if !isKnown {
            let configuration = try await registry.blob(manifest.config)
            let document = try Self.decode(ImageConfiguration.self, configuration)
            var plain: [Digest] = []
            for (layer, diffID) in zip(manifest.layers, document.rootfs.diffIDs) {
                try await fetch(layer, diffID, from: registry, progress)
                plain.append(diffID)
            }
            guard plain.count == document.rootfs.diffIDs.count else {
                throw StubError(status: 500, message: "invalid image: layers and diff_ids do not match")
            }
            try store(configuration: configuration, layers: plain)
        }
        let id = "\(manifest.config.digest)"
        if pinned == nil { tags[key] = id }
        digests["\(reference.name)@\(digest)"] = id
        emit("image", "pull", id: key, ["name": reference.name])
        progress(["status": .string("Digest: \(digest)")])
        let outcome = isKnown ? "Image is up to date" : "Downloaded newer image"
        progress(["status": .string("Status: \(outcome) for \(reference.familiar)")])
    }

    private func fetch(
        _ layer: Descriptor, _ diffID: Digest, from registry: StubRegistryReader, _ progress: StubProgress
    ) async throws {
        let id = StubJSON.string(String(layer.digest.hex.prefix(12)))
        if blobs[layer.digest] == diffID || (layer.digest == diffID && layers[diffID] != nil) {
            return progress(["status": "Already exists", "id": id, "progressDetail": [:]])
        }
        progress(["status": "Pulling fs layer", "id": id, "progressDetail": [:]])
        let bytes = try await registry.blob(layer)
        let detail: StubJSON = ["current": .int(layer.size), "total": .int(layer.size)]
        progress(["status": "Downloading", "id": id, "progressDetail": detail])
        let plain = try unpack(bytes, layer.mediaType)
        guard Digest.of(plain) == diffID else {
            throw StubError(
                status: 500, message: "failed to register layer: layer does not match its diff_id \(diffID)")
        }
        layers[diffID] = plain
        blobs[layer.digest] = diffID
        progress(["status": "Pull complete", "id": id, "progressDetail": [:]])
    }

    /// The tar in a layer, as this engine can read it.
    private func unpack(_ bytes: [UInt8], _ type: MediaType) throws -> [UInt8] {
        let unreadable = StubError(
            status: 500,
            message:
                "failed to register layer: Error processing tar file(exit status 1): archive/tar: invalid tar header")
        do {
            switch type {
            case .layerTar, .dockerLayerTar: return bytes
            case .layerTarGzip, .dockerLayerTarGzip:
                var reader = try GzipReader(MemoryReader(bytes), of: "a layer")
                return try reader.readAll(limit: .max) ?? []
            case .layerTarZstd where configuration.layers == .zstdToo:
                var reader = try ZstdReader(MemoryReader(bytes), of: "a layer")
                return try reader.readAll(limit: .max) ?? []
            default: throw unreadable
            }
        } catch is Problem {
            throw unreadable
        }
    }

    private static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) throws -> Value {
        do {
            return try CanonicalJSON.decode(type, from: bytes)
        } catch {
            throw StubError(status: 500, message: "invalid document from the registry: \(error)")
        }
    }
}

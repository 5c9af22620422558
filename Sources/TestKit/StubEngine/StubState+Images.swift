import ArchiveIO
import Vocabulary

extension StubState {
    static func shown(_ reference: String) -> String {
        ImageReference(reference).map { $0.withDefaultTag.familiar } ?? reference
    }

    /// By ID, by a start of it, by tag or by digest.
    func findImage(_ name: String) -> StubImage? {
        if let image = images[name] ?? images["sha256:" + name] { return image }
        if let reference = ImageReference(name) {
            if let digest = reference.digest {
                return digests["\(reference.name)@\(digest)"].flatMap { images[$0] }
            }
            if let id = tags[reference.withDefaultTag.description] { return images[id] }
        }
        let hex = name.hasPrefix("sha256:") ? String(name.dropFirst(7)) : name
        guard hex.count >= 4, hex.allSatisfy(\.isHexDigit) else { return nil }
        let found = images.values.filter { $0.id.dropFirst(7).hasPrefix(hex) }
        return found.count == 1 ? found[0] : nil
    }

    private func image(_ name: String) throws -> StubImage {
        guard let image = findImage(name) else { throw StubError.noImage(Self.shown(name)) }
        return image
    }

    private func names(of image: StubImage) -> (tags: [String], digests: [String]) {
        (
            tags.filter { $0.value == image.id }.map { ImageReference($0.key)?.familiar ?? $0.key }.sorted(),
            digests.filter { $0.value == image.id }.map { ImageReference($0.key)?.familiar ?? $0.key }.sorted()
        )
    }

    private func size(of image: StubImage) -> Int64 {
        image.layers.reduce(0) { $0 + Int64(layers[$1]?.count ?? 0) }
    }

    func listImages(filters: [String: [String]]) -> StubJSON {
        let found = images.values.filter { image in
            let names = self.names(of: image)
            return Self.matches(image.document["config"]["Labels"].textMembers, filters["label"] ?? [])
                && filters["dangling"].map { $0.contains("true") == names.tags.isEmpty } ?? true
                && filters["reference"].map { $0.contains { names.tags.contains($0) } } ?? true
        }
        return .array(
            found.sorted { $0.id < $1.id }.map { image in
                let names = self.names(of: image)
                // As 20.10 has it.
                let none = names.tags.isEmpty && names.digests.isEmpty
                return [
                    "Id": .string(image.id), "RepoTags": none ? ["<none>:<none>"] : StubJSON(names.tags),
                    "RepoDigests": none ? ["<none>@<none>"] : StubJSON(names.digests),
                    "Labels": image.document["config"]["Labels"], "Size": .int(size(of: image)),
                    "Created": 1_767_225_600,
                ]
            })
    }

    func inspectImage(_ name: String) throws -> StubJSON {
        let image = try self.image(name)
        let names = self.names(of: image)
        return [
            "Id": .string(image.id), "RepoTags": StubJSON(names.tags), "RepoDigests": StubJSON(names.digests),
            "Os": image.document["os"], "Architecture": image.document["architecture"],
            "Variant": image.document["variant"].text?.json ?? "",
            "Created": image.document["created"].text?.json ?? "2026-01-01T00:00:00Z", "Size": .int(size(of: image)),
            "RootFS": ["Type": "layers", "Layers": .array(image.layers.map { .string("\($0)") })],
            "Config": image.document["config"],
        ]
    }

    func tagImage(_ name: String, repository: String, tag: String) throws {
        let image = try self.image(name)
        guard let reference = ImageReference("\(repository):\(tag.isEmpty ? "latest" : tag)") else {
            throw StubError(status: 400, message: "invalid reference format")
        }
        tags[reference.description] = image.id
        emit("image", "tag", id: image.id, ["name": reference.familiar])
    }

    /// The rules of moby's `daemon/images/image_delete.go`, as they are documented there.
    func removeImage(_ name: String, force: Bool) throws -> StubJSON {
        let image = try self.image(name)
        var records: [StubJSON] = []
        let isID = image.id.hasPrefix(name) || image.id.dropFirst(7).hasPrefix(name)
        let references = {
            Array(self.tags.filter { $0.value == image.id }.keys)
                + Array(self.digests.filter { $0.value == image.id }.keys)
        }
        let user = containers.values.filter { $0.imageID == image.id }.min { $0.id < $1.id }
        if !isID, let reference = ImageReference(name)?.withDefaultTag {
            if !force, Self.isSingle(references()), let user {
                throw StubError(
                    status: 409,
                    message: "conflict: unable to remove repository reference \"\(name)\" (must force) - container "
                        + "\(user.id.prefix(12)) is using its referenced image \(image.id.dropFirst(7).prefix(12))")
            }
            let key = reference.digest.map { "\(reference.name)@\($0)" } ?? reference.description
            untag(key, &records)
            if reference.digest == nil {
                // With the last tag of a repository go its digests.
                let hasTag = tags.contains { $0.value == image.id && ImageReference($0.key)?.name == reference.name }
                for key in digests.keys.sorted() where !hasTag && digests[key] == image.id {
                    if ImageReference(key)?.name == reference.name { untag(key, &records) }
                }
            }
            if !references().isEmpty || user != nil { return .array(records) }
        } else {
            let all = references().sorted()
            if let user {
                let state = user.isRunning ? "cannot be forced" : "must be forced"
                if user.isRunning || !force {
                    throw StubError(
                        status: 409,
                        message: "conflict: unable to delete \(image.id.dropFirst(7).prefix(12)) (\(state)) - image is "
                            + "being used by \(user.isRunning ? "running" : "stopped") container \(user.id.prefix(12))")
                }
            }
            guard force || Self.isSingle(all) else {
                throw StubError(
                    status: 409,
                    message: "conflict: unable to delete \(image.id.dropFirst(7).prefix(12)) (must be forced) - image "
                        + "is referenced in multiple repositories")
            }
            for key in all { untag(key, &records) }
        }
        images[image.id] = nil
        records.append(["Deleted": .string(image.id)])
        let used = Set(images.values.flatMap(\.layers))
        for layer in image.layers where !used.contains(layer) {
            layers[layer] = nil
            blobs = blobs.filter { $0.value != layer }
            records.append(["Deleted": .string("\(layer)")])
        }
        emit("image", "delete", id: image.id, ["name": image.id])
        return .array(records)
    }

    private func untag(_ key: String, _ records: inout [StubJSON]) {
        tags[key] = nil
        digests[key] = nil
        records.append(["Untagged": .string(ImageReference(key)?.familiar ?? key)])
    }

    /// Whether references are one name, with a tag, a digest or both.
    private static func isSingle(_ references: [String]) -> Bool {
        guard references.count > 1 else { return true }
        let parsed = references.compactMap { ImageReference($0) }
        let tagged = parsed.filter { $0.digest == nil }
        let pinned = Set(parsed.filter { $0.digest != nil }.map(\.name))
        guard tagged.count <= 1, pinned.count == 1 else { return false }
        return tagged.first.map { pinned.contains($0.name) } ?? true
    }

    /// Takes an image whose layers are there.
    @discardableResult
    func store(configuration: [UInt8], layers: [Digest]) throws -> StubImage {
        let id = "\(Digest.of(configuration))"
        if let image = images[id] { return image }
        let image = StubImage(
            id: id, configuration: configuration, document: try StubJSON(bytes: configuration), layers: layers)
        images[id] = image
        return image
    }

    func add(_ image: PlainImage, as reference: ImageReference) throws -> String {
        for layer in image.layers { layers[Digest.of(layer)] = layer }
        let stored = try store(
            configuration: try image.configuration(), layers: image.layers.map { Digest.of($0) })
        tags[reference.withDefaultTag.description] = stored.id
        return stored.id
    }

    /// The files of an image, layer over layer; whiteouts take away (OCI image specification 1.1, layer.md).
    func imageFiles(_ image: StubImage) -> StubFiles {
        if let known = fileCache[image.id] { return known }
        var result: StubFiles = [:]
        for layer in image.layers {
            // A layer that is no tar has no files: engines of tests also hold layers of nonsense.
            for (entry, content) in (try? TestArchive.entries(in: layers[layer] ?? [])) ?? [] {
                let path = "/" + (RelativePath(entry.path)?.rawValue ?? "")
                let name = path.split(separator: "/").last ?? ""
                if name.hasPrefix(".wh.") {
                    let gone = String(path.dropLast(name.count)) + name.dropFirst(4)
                    result = result.filter { $0.key != gone && !$0.key.hasPrefix(gone + "/") }
                } else {
                    result[path] = StubFile(entry, content)
                }
            }
        }
        fileCache[image.id] = result
        return result
    }
}

import ArchiveIO
import Foundation
import Vocabulary

// Images as tars, and files of containers as tars.
extension StubState {
    /// docker-archive, as `docker save` of 20.10 has it in essence: `manifest.json`, configs, layers.
    func export(_ names: [String]) throws -> [UInt8] {
        var tar = TarWriter(to: MemoryWriter())
        var manifest: [StubJSON] = []
        var written: Set<String> = []
        let add = { (tar: inout TarWriter<MemoryWriter>, path: String, bytes: [UInt8]) in
            if written.insert(path).inserted { try tar.add(TarHeader(path: path, modified: 0), bytes: bytes) }
        }
        for name in names {
            guard let image = findImage(name) else {
                throw StubError(status: 404, message: "reference does not exist: \(Self.shown(name))")
            }
            let hex = image.id.dropFirst(7)
            try add(&tar, "\(hex).json", image.configuration)
            for layer in image.layers { try add(&tar, "\(layer.hex)/layer.tar", layers[layer] ?? []) }
            let reference = ImageReference(name).flatMap { $0.digest == nil ? $0.withDefaultTag.familiar : nil }
            manifest.append([
                "Config": .string("\(hex).json"), "RepoTags": StubJSON(reference.map { [$0] } ?? []),
                "Layers": .array(image.layers.map { .string("\($0.hex)/layer.tar") }),
            ])
        }
        try add(&tar, "manifest.json", try StubJSON.array(manifest).bytes)
        try tar.finish()
        return tar.destination.bytes
    }

    func load(_ tar: [UInt8], _ progress: StubProgress) throws {
        let files = try Self.files(in: tar)
        guard let bytes = files["manifest.json"], let manifest = try? StubJSON(bytes: bytes) else {
            throw StubError(
                status: 500,
                message: "open \(rootDirectory)/tmp/docker-import-1/repositories: no such file or directory")
        }
        loads.append(files.keys.sorted())
        for entry in manifest.list {
            guard let configuration = files[entry["Config"].text ?? ""] else {
                throw StubError(status: 500, message: "invalid archive: no config")
            }
            let expected = try StubJSON(bytes: configuration)["rootfs"]["diff_ids"].texts.compactMap { Digest($0) }
            var plain: [Digest] = []
            for name in entry["Layers"].texts {
                let chain = expected.prefix(plain.count + 1)
                // As the engine: what is there, one layer upon the other, is not read.
                if chain.count == plain.count + 1, images.values.contains(where: { $0.layers.starts(with: chain) }) {
                    plain = Array(chain)
                    continue
                }
                guard let layer = files[name] else {
                    throw StubError(status: 500, message: "invalid archive: no \(name)")
                }
                let digest = Digest.of(layer)
                layers[digest] = layer
                plain.append(digest)
            }
            let image = try store(configuration: configuration, layers: plain)
            for text in entry["RepoTags"].texts {
                guard let reference = ImageReference(text) else { continue }
                tags[reference.withDefaultTag.description] = image.id
                progress(["stream": .string("Loaded image: \(reference.familiar)\n")])
            }
            if entry["RepoTags"].texts.isEmpty {
                progress(["stream": .string("Loaded image ID: \(image.id)\n")])
            }
            emit("image", "load", id: image.id, ["name": image.id])
        }
    }

    func importImage(_ tar: [UInt8], repository: String, tag: String, changes: [String]) throws -> String {
        _ = try Self.files(in: tar)
        // The time of an import is part of its image: the same tar twice is two images, and the first one loses its name.
        imports += 1
        var image = PlainImage(layers: [tar])
        image.created = "2026-01-01T00:00:00.\(100_000 + imports)Z"
        var recipe = StubDockerfile(arguments: [:])
        for change in changes { try recipe.apply(change, to: &image) }
        let stored = try store(configuration: try image.configuration(), layers: [Digest.of(tar)])
        layers[Digest.of(tar)] = tar
        if !repository.isEmpty { try tagImage(stored.id, repository: repository, tag: tag) }
        return stored.id
    }

    static func files(in tar: [UInt8]) throws -> [String: [UInt8]] {
        do {
            return try TestArchive.files(in: tar)
        } catch let problem as Problem {
            throw StubError(status: 500, message: "Error processing tar file(exit status 1): \(problem.message)")
        }
    }

    // Files of containers.

    func statArchive(_ name: String, _ path: String) throws -> String {
        let container = try self.container(name)
        guard let file = file(container, path) else {
            throw StubError(status: 404, message: "Could not find the file \(path) in container \(name)")
        }
        var mode = Int64(file.mode)
        var size = Int64(4096)
        var target = ""
        switch file.kind {
        case .file(let bytes): size = Int64(bytes.count)
        case .folder: mode |= 1 << 31
        case .link(let text):
            mode |= 1 << 27
            target = text
        }
        let status: StubJSON = [
            "name": .string(path.split(separator: "/").last.map(String.init) ?? "/"), "size": .int(size),
            "mode": .int(mode), "mtime": "2026-01-01T00:00:00Z", "linkTarget": .string(target),
        ]
        return Data(try status.bytes).base64EncodedString()
    }

    func getArchive(_ name: String, _ path: String) throws -> [UInt8] {
        let container = try self.container(name)
        guard file(container, path) != nil else {
            throw StubError(status: 404, message: "Could not find the file \(path) in container \(name)")
        }
        let base = path.split(separator: "/").last.map(String.init) ?? "."
        var tar = TarWriter(to: MemoryWriter())
        for inner in paths(container, below: path) {
            guard let file = file(container, inner) else { continue }
            let stored = base + inner.dropFirst(path == "/" ? 0 : path.count)
            var header = TarHeader(path: stored, mode: file.mode, owner: file.owner, group: file.group, modified: 0)
            switch file.kind {
            case .file(let bytes): try tar.add(header, bytes: bytes)
            case .folder:
                header.kind = .folder
                try tar.add(header)
            case .link(let target):
                header.kind = .symbolicLink(target: target)
                try tar.add(header)
            }
        }
        try tar.finish()
        return tar.destination.bytes
    }

    func putArchive(_ name: String, _ path: String, _ tar: [UInt8]) throws {
        let container = try self.container(name)
        guard case .folder? = file(container, path)?.kind else {
            throw StubError(status: 404, message: "Could not find the file \(path) in container \(name)")
        }
        let entries: [(ForeignEntry, [UInt8])]
        do {
            entries = try TestArchive.entries(in: tar)
        } catch {
            throw StubError(status: 400, message: "unable to read the archive")
        }
        for (entry, content) in entries {
            guard let inner = RelativePath(entry.path) else { continue }
            write(container.id, (path == "/" ? "" : path) + "/" + inner.rawValue, StubFile(entry, content))
        }
    }
}

import ArchiveIO
import Foundation
import Vocabulary

extension StubState {
    struct BuildCall: Sendable {
        var dockerfile: String
        var target: String?
        var arguments: [String: String]
        var labels: [String: String]
        var tags: [String]
        var platform: String?
    }

    /// Builds as the classic builder does, without running anything: progress, then the image's ID.
    func build(_ call: BuildCall, context: [UInt8], _ progress: StubProgress) throws {
        let entries: [(ForeignEntry, [UInt8])]
        do {
            entries = try TestArchive.entries(in: context)
        } catch {
            throw StubError(status: 500, message: "Error processing tar file(exit status 1): unexpected EOF")
        }
        let name = RelativePath(call.dockerfile)?.rawValue ?? call.dockerfile
        guard let dockerfile = entries.first(where: { RelativePath($0.0.path)?.rawValue == name })?.1 else {
            throw StubError(status: 500, message: "Cannot locate specified Dockerfile: \(call.dockerfile)")
        }
        let lines = StubDockerfile.lines(String(decoding: dockerfile, as: UTF8.self))
        guard lines.contains(where: { $0.uppercased().hasPrefix("FROM") }) else {
            throw StubError(status: 400, message: "No build stage in current context")
        }
        var recipe = StubDockerfile(arguments: call.arguments)
        var image = PlainImage(platform: call.platform.flatMap { Platform($0) } ?? .current)
        var stages: [(name: String, image: PlainImage)] = []
        for (index, line) in lines.enumerated() {
            progress(["stream": .string("Step \(index + 1)/\(lines.count) : \(line)\n")])
            let words = recipe.expand(line).split(separator: " ").map(String.init)
            switch words[0].uppercased() {
            case "FROM":
                if let last = stages.last, last.name == call.target { break }
                if !stages.isEmpty { stages[stages.count - 1].image = image }
                image = try base(words, stages, image.platform)
                let stage = words.count == 4 && words[2].uppercased() == "AS" ? words[3] : "\(stages.count)"
                stages.append((stage, image))
            case "COPY", "ADD": image.layers.append(try copy(words, line, entries, stages))
            case "RUN":
                var program = StubProgram()
                program.run(["/bin/sh", "-c", words.dropFirst().joined(separator: " ")])
                for output in program.output { progress(["stream": .string(output.text + "\n")]) }
                if let code = program.exitCode, code != 0 {
                    throw StubError(
                        status: 500,
                        message: "The command '/bin/sh -c \(words.dropFirst().joined(separator: " "))' "
                            + "returned a non-zero code: \(code)")
                }
            default: try recipe.apply(line, to: &image)
            }
            if let target = call.target, stages.last?.name == target,
                index + 1 < lines.count, lines[index + 1].uppercased().hasPrefix("FROM")
            {
                break
            }
        }
        if let target = call.target, stages.last?.name != target {
            throw StubError(status: 400, message: "failed to reach build target \(target) in Dockerfile")
        }
        image.execution.labels = (image.execution.labels ?? [:]).merging(call.labels) { _, given in given }
        for layer in image.layers { layers[Digest.of(layer)] = layer }
        let stored = try store(
            configuration: try image.configuration(), layers: image.layers.map { Digest.of($0) })
        progress(["aux": ["ID": .string(stored.id)]])
        progress(["stream": .string("Successfully built \(stored.id.dropFirst(7).prefix(12))\n")])
        for tag in call.tags {
            let reference = ImageReference(tag)?.withDefaultTag
            try tagImage(stored.id, repository: reference?.name ?? tag, tag: reference?.tag ?? "latest")
            progress(["stream": .string("Successfully tagged \(reference?.familiar ?? tag)\n")])
        }
    }

    private func base(
        _ words: [String], _ stages: [(name: String, image: PlainImage)], _ platform: Platform
    ) throws -> PlainImage {
        guard words.count >= 2 else { throw StubError(status: 400, message: "FROM requires one argument") }
        if words[1] == "scratch" { return PlainImage(platform: platform) }
        if let stage = stages.first(where: { $0.name == words[1] }) { return stage.image }
        guard let found = findImage(words[1]) else {
            throw StubError(
                status: 404,
                message: "pull access denied for \(words[1]), repository does not exist or may require 'docker login'")
        }
        var image = PlainImage(platform: platform, layers: found.layers.map { layers[$0] ?? [] })
        image.execution =
            try CanonicalJSON.decode(ImageConfiguration.self, from: found.configuration).config
            ?? image.execution
        return image
    }

    /// The layer that a COPY makes.
    private func copy(
        _ words: [String], _ line: String, _ context: [(ForeignEntry, [UInt8])],
        _ stages: [(name: String, image: PlainImage)]
    ) throws -> [UInt8] {
        let options = words.dropFirst().prefix { $0.hasPrefix("--") }
        var arguments = Array(words.dropFirst(1 + options.count))
        guard arguments.count >= 2, let target = arguments.popLast() else {
            throw StubError(status: 400, message: "\(words[0]) requires at least two arguments")
        }
        var entries = context
        if let from = options.first(where: { $0.hasPrefix("--from=") })?.dropFirst("--from=".count) {
            let layers = stages.first { $0.name == from }?.image.layers ?? []
            entries = try layers.flatMap { try TestArchive.entries(in: $0) }
        }
        let folder = String(target.drop { $0 == "/" })
        var files: [(String, Int, [UInt8])] = []
        for source in arguments {
            let wanted = RelativePath(String(source.drop { $0 == "/" }))?.rawValue ?? ""
            var found = false
            for (entry, content) in entries {
                guard let path = RelativePath(entry.path)?.rawValue else { continue }
                let isBelow = wanted.isEmpty || path.hasPrefix(wanted + "/")
                guard path == wanted || isBelow else { continue }
                found = true
                guard entry.kind == .file else { continue }
                let inner =
                    path == wanted
                    ? path.split(separator: "/").last.map(String.init) ?? path
                    : String(path.dropFirst(wanted.isEmpty ? 0 : wanted.count + 1))
                let isFolder =
                    folder.isEmpty || folder.hasSuffix("/") || arguments.count > 1 || isBelow || folder == "."
                let base = folder == "." ? "" : folder.hasSuffix("/") || folder.isEmpty ? folder : folder + "/"
                files.append((isFolder ? base + inner : folder, entry.mode, content))
            }
            guard found else {
                throw StubError(
                    status: 500,
                    message: "COPY failed: file not found in build context or excluded by .dockerignore: "
                        + "stat \(source): file does not exist")
            }
        }
        return try PlainImage.layer(files)
    }
}

public import Vocabulary

extension Definition {
    /// The bundle manifest as it will be, but for all that only content can tell: digests are those of nothing, data folders belong to 0:0. For a trial of what a target would make of it.
    public func draft() -> BundleManifest {
        let nothing = Descriptor.of([], as: .imageManifest)
        var folders: [RelativePath: DataFolder] = [:]
        for source in sources {
            guard case .data(let path) = source.kind else { continue }
            folders[path, default: DataFolder(path: path, owner: 0, group: 0, mode: 0o755, services: [])].services
                .append(source.service)
        }
        return BundleManifest(
            writer: "draft", application: application, created: 0, platforms: platforms,
            images: images.map { image in
                BundledImage(
                    reference: image.reference, services: image.services, source: "draft", upstreamDigest: nil,
                    packedIndex: nothing, plainIndex: nothing, platforms: [])
            },
            files: files.map { file in
                switch file.kind {
                case .folder: BundledFile(path: file.path, mode: file.mode, content: .folder)
                case .file(let size):
                    BundledFile(
                        path: file.path, mode: file.mode,
                        content: .file(Descriptor(mediaType: .bundleFile, digest: nothing.digest, size: size)))
                }
            },
            composeFiles: composeFiles, environment: environment,
            dataFolders: folders.values.sorted { $0.path < $1.path }, profiles: profiles)
    }

    /// Defaults, and samples of their type where there are none: answers as nobody gives them, for a trial.
    public var sampleAnswers: Answers {
        var values: [VariableName: Answer] = [:]
        for question in application.questions {
            let text = question.sample
            values[question.variable] = question.type == .password ? .secret(Secret(text)) : .plain(text)
        }
        return Answers(values)
    }

    /// Problems with the lines of the definition where they stand.
    public func showingLines(_ problems: [Problem]) -> [Problem] { disk.showingLines(problems) }

    /// A file of the definition. Throws `definition.unreadable` (10) where it cannot be read or is no longer there.
    public func read(_ path: RelativePath) throws(Problem) -> [UInt8] {
        guard let bytes = try disk.read(path) else {
            throw Problem("definition.unreadable", .definition, "cannot read `\(path)`: it is no longer there")
        }
        return bytes
    }
}

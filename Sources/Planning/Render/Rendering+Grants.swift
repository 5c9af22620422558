import Compose
import Vocabulary

/// Configs and secrets of a container.
extension Rendering {
    /// The bind source of a config or secret, and where it stands in the container: a file of the configuration, mounted for reading; owner and mode are those that the file gives, which Docker Compose only does for some. `nil` where there is none, and then says so.
    mutating func source(
        of grant: ComposeService.FileGrant, _ kind: DesiredContainer.Grant.Kind, _ service: ComposeService
    ) -> (source: String, target: String)? {
        let objects = kind == .secret ? project.secrets : project.configs
        guard let object = objects.first(where: { $0.key == grant.source }) else { return nil }
        let folder = kind == .secret ? "/run/secrets/" : "/"
        let written = grant.target ?? grant.source
        let target = written.hasPrefix("/") ? written : folder + written
        return source(of: object, grant, kind, service).map { ($0, target) }
    }

    private mutating func source(
        of object: ComposeFileObject, _ grant: ComposeService.FileGrant, _ kind: DesiredContainer.Grant.Kind,
        _ service: ComposeService
    ) -> String? {
        switch object.source {
        case .file(_, .absolute(let path)):
            require(path, for: service.name, kind: .file)
            return path.rawValue
        case .file(let written, let source) where source.bundleName != nil:
            guard let path = source.bundleName,
                let digest = granted(path, written, grant, service, object.position)
            else { return nil }
            return BindSource.configuration + digest.hex + "/" + files.mounted(path).rawValue
        case .file(let written, _):
            refuse(
                "render.source-missing", at: object.position,
                "the \(kind) `\(object.key)` is to be the file `\(written)`, which is no file of the bundle")
        case .content(let text): return content(Array(text.utf8), kind, object, grant)
        case .environment(let name, let value):
            guard let value else {
                refuse(
                    "render.source-missing", at: object.position,
                    "the \(kind) `\(object.key)` is to be the variable `\(name)`, which has no value",
                    hint: "add a question for `\(name)` to valise.yaml")
                return nil
            }
            // It becomes a file of the installation, below a folder of mode 0700, or a secret of the cluster.
            return content(Array(value.reveal().utf8), kind, object, grant)
        case .external, .driver:
            refuse(
                "render.unsupported", at: object.position,
                "the \(kind) `\(object.key)` is to come from a cluster that is there before, and an installation brings all that it needs",
                expected: "`file`, `environment` or `content`")
        }
        return nil
    }

    private mutating func granted(
        _ path: RelativePath, _ written: String, _ grant: ComposeService.FileGrant, _ service: ComposeService,
        _ position: SourcePosition
    ) -> Digest? {
        do {
            if var tree = try files.tree(at: path, writableBy: nil) {
                for index in tree.entries.indices {
                    tree.entries[index].mode = grant.mode ?? tree.entries[index].mode
                    tree.entries[index].owner = grant.uid.flatMap { Int($0) }
                    tree.entries[index].group = grant.gid.flatMap { Int($0) }
                }
                return keep(tree)
            }
            refuse(
                "render.source-missing", at: position,
                "service `\(service.name)` is granted `\(written)`, and the bundle has no such file")
        } catch {
            for problem in error.all where !problems.contains(problem) { problems.append(problem) }
        }
        return nil
    }

    private mutating func content(
        _ bytes: [UInt8], _ kind: DesiredContainer.Grant.Kind, _ object: ComposeFileObject,
        _ grant: ComposeService.FileGrant
    ) -> String? {
        guard let path = RelativePath("\(kind)s/\(object.key)") else { return nil }
        // 0444 is Docker's default for configs and secrets (Compose Specification, 05-services.md, "configs").
        let entry = ConfigurationTree.Entry(
            path: path, mode: grant.mode ?? 0o444, content: .rendered(bytes), owner: grant.uid.flatMap { Int($0) },
            group: grant.gid.flatMap { Int($0) })
        return BindSource.configuration + keep(ConfigurationTree(entries: [entry])).hex + "/" + path.rawValue
    }
}

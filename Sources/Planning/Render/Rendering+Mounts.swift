import Compose
import Vocabulary

/// Volumes, binds, configs and secrets of a container.
extension Rendering {
    mutating func mount(
        _ service: ComposeService, number: Int, image: BundledImage, into specification: inout ContainerSpecification
    ) {
        var binds: [String] = []
        var mounts: [HostConfiguration.Mount] = []
        for mount in service.volumes {
            switch mount.kind {
            case .bind(let bind): self.bind(bind, mount, service, &binds, &mounts)
            case .volume(let key, let options):
                guard let volume = project.volumes.first(where: { $0.key == key }) else { continue }
                let flags =
                    (mount.readOnly ? ["ro"] : []) + (options.selinux.map { [$0] } ?? [])
                    + (options.noCopy ? ["nocopy"] : [])
                binds.append(Self.bindText(volume.name, mount.target, flags))
            case .anonymousVolume(let options):
                let name = ownVolume(at: mount.target, service, number, labels: options.labels)
                let flags = (mount.readOnly ? ["ro"] : []) + (options.noCopy ? ["nocopy"] : [])
                binds.append(Self.bindText(name, mount.target, flags))
            case .tmpfs(let size, let mode):
                var long = HostConfiguration.Mount(type: "tmpfs", target: mount.target)
                long.readOnly = mount.readOnly ? true : nil
                if size != nil || mode != nil {
                    var options = HostConfiguration.Mount.Tmpfs()
                    options.size = size
                    options.mode = mode
                    long.tmpfs = options
                }
                mounts.append(long)
            case .image, .cluster, .npipe: break  // refused with the rest of what is not supported
            }
        }
        for grant in service.configs { self.grant(grant, of: "config", service, &binds, &mounts) }
        for grant in service.secrets { self.grant(grant, of: "secret", service, &binds, &mounts) }
        var tmpfs: [String: String] = [:]
        for entry in service.tmpfs {
            let parts = entry.split(separator: ":", maxSplits: 1).map(String.init)
            tmpfs[parts[0]] = parts.count == 2 ? parts[1] : ""
        }
        let taken = Set(service.volumes.map(\.target) + mounts.map(\.target) + tmpfs.keys)
            .union(inheritedTargets(of: service))
        let declared = declaredVolumes(of: image, for: service)
        for target in declared where !taken.contains(target) {
            binds.append(Self.bindText(ownVolume(at: target, service, number, labels: [:]), target, []))
        }
        targets[service.name] = taken.union(declared)
        specification.host.binds = binds.isEmpty ? nil : binds
        specification.host.mounts = mounts.isEmpty ? nil : mounts
        specification.host.tmpfs = tmpfs.isEmpty ? nil : tmpfs
    }

    /// `SOURCE:TARGET[:FLAG,FLAG]`, as the engine's `Binds` have it.
    private static func bindText(_ source: String, _ target: String, _ flags: [String]) -> String {
        ([source, target] + (flags.isEmpty ? [] : [flags.joined(separator: ",")])).joined(separator: ":")
    }

    // MARK: Volumes without a name

    /// The volumes that the image itself declares, as the engine would make them without a name: they may hold a database.
    private func declaredVolumes(of image: BundledImage, for service: ComposeService) -> [String] {
        // Of a container that is not ours it is not known what it brings: there the engine decides.
        guard !service.volumesFrom.contains(where: { $0.hasPrefix("container:") }) else { return [] }
        let paths = configurations(of: image).flatMap { ($0.config?.volumes ?? [:]).keys }
        return Set(paths.compactMap { AbsolutePath($0)?.rawValue }).filter { !$0.contains(":") }.sorted()
    }

    /// Where `volumes_from` brings something.
    private func inheritedTargets(of service: ComposeService) -> Set<String> {
        service.volumesFrom.reduce(into: []) { result, entry in
            guard let name = ServiceName(String(entry.prefix { $0 != ":" })) else { return }
            result.formUnion(targets[name] ?? [])
        }
    }

    /// A volume of the installation in the place of one without a name. Docker Compose leaves those to the engine, under a random name that nothing finds again once the
    /// container is removed; under a name of ours it is kept, found by the next install, and goes with `uninstall --data`.
    private mutating func ownVolume(
        at target: String, _ service: ComposeService, _ number: Int, labels: [String: String]
    ) -> String {
        let place = target.split(separator: "/").joined(separator: "-").filter {
            $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0))
        }
        let mark = Digest.of(Array(target.utf8)).hex.prefix(6)
        let name = "\(project.name)_\(service.name)-\(number)_\(place)-\(mark)"
        var specification = VolumeSpecification(name: name)
        specification.labels = labels.merging([
            ObjectLabel.project: project.name, ObjectLabel.mountPoint: target,
            ObjectLabel.installation: installation.rawValue,
        ]) { _, ours in ours }
        specification.labels[ObjectLabel.specification] = Digest.ofDocument(specification).hex
        ownVolumes[name] = DesiredVolume(specification: specification, isExternal: false)
        return name
    }

    private mutating func bind(
        _ bind: ComposeService.Bind, _ mount: ComposeService.Mount, _ service: ComposeService,
        _ binds: inout [String], _ mounts: inout [HostConfiguration.Mount]
    ) {
        let source: String
        switch bind.source {
        case .project(let path):
            guard let ours = ownSource(path, bind, mount, service) else { return }
            source = ours
        case .projectDirectory:
            guard let tree = tree(at: nil, writable: !mount.readOnly, service, mount.position) else { return }
            source = BindSource.configuration + tree.hex
        case .outside(let path):
            guard let name = OutsidePath(path)?.name,
                let tree = tree(at: name, writable: !mount.readOnly, service, mount.position, written: bind.written)
            else { return }
            source = BindSource.configuration + tree.hex + "/" + files.mounted(name).rawValue
        case .absolute(let path):
            require(path, for: service.name, kind: path.rawValue.hasSuffix(".sock") ? .socket : nil)
            source = path.rawValue
        }
        add(source, mount.target, readOnly: mount.readOnly, bind, &binds, &mounts)
    }

    /// Below the definition: data of the installation, or configuration of the release.
    private mutating func ownSource(
        _ path: RelativePath, _ bind: ComposeService.Bind, _ mount: ComposeService.Mount, _ service: ComposeService
    ) -> String? {
        if let folder = request.manifest.dataFolders.filter({ path.isAtOrBelow($0.path) }).max(by: { $0.path < $1.path }
        ) {
            for place in Set([folder.path, path]) {
                dataFolders[place] = DesiredDataFolder(
                    path: place, owner: folder.owner, group: folder.group, mode: folder.mode)
            }
            return BindSource.data + path.rawValue
        }
        guard let tree = tree(at: path, writable: !mount.readOnly, service, mount.position, written: bind.written)
        else {
            return nil
        }
        return BindSource.configuration + tree.hex + "/" + files.mounted(path).rawValue
    }

    /// Keeps the tree of a source; `nil` where there is none, and then says so.
    private mutating func tree(
        at path: RelativePath?, writable: Bool, _ service: ComposeService, _ position: SourcePosition,
        written: String = "."
    ) -> Digest? {
        do {
            if let tree = try files.tree(at: path, writableBy: writable ? service.name : nil) { return keep(tree) }
            refuse(
                "render.source-missing", at: position,
                "service `\(service.name)` mounts `\(written)`, and the bundle has no such file, folder or data folder",
                hint: "list it under `data:` in valise.yaml if it is data, and pack again")
        } catch {
            for problem in error.all where !problems.contains(problem) { problems.append(problem) }
        }
        return nil
    }

    private mutating func keep(_ tree: ConfigurationTree) -> Digest {
        let digest = tree.digest
        trees[digest] = tree
        return digest
    }

    mutating func require(_ path: AbsolutePath, for service: ServiceName, kind: MachineFacts.PathKind? = nil) {
        var known = hostPaths[path] ?? DesiredHostPath(path: path, services: [], expected: kind)
        if !known.services.contains(service) { known.services = (known.services + [service]).sorted() }
        known.expected = known.expected ?? kind
        hostPaths[path] = known
    }

    /// Our own sources go into `Binds`, where an engine relabels for SELinux; those of the host into `Mounts`, with which an engine never makes a missing source.
    private func add(
        _ source: String, _ target: String, readOnly: Bool, _ bind: ComposeService.Bind?, _ binds: inout [String],
        _ mounts: inout [HostConfiguration.Mount]
    ) {
        let isOurs = source.hasPrefix("@")
        if (isOurs || bind?.selinux != nil) && !source.contains(":") && !target.contains(":") {
            let flags =
                (readOnly ? ["ro"] : []) + (bind?.selinux.map { [$0] } ?? []) + (bind?.propagation.map { [$0] } ?? [])
            binds.append(Self.bindText(source, target, flags))
            return
        }
        var mount = HostConfiguration.Mount(type: "bind", source: source, target: target)
        mount.readOnly = readOnly ? true : nil
        mount.bind = bind?.propagation.map { .init(propagation: $0) }
        mounts.append(mount)
    }

    /// A config or secret: a file of the configuration, mounted for reading; owner and mode are those that the file gives, which Docker Compose only does for some.
    private mutating func grant(
        _ grant: ComposeService.FileGrant, of kind: String, _ service: ComposeService, _ binds: inout [String],
        _ mounts: inout [HostConfiguration.Mount]
    ) {
        let objects = kind == "secret" ? project.secrets : project.configs
        guard let object = objects.first(where: { $0.key == grant.source }) else { return }
        let folder = kind == "secret" ? "/run/secrets/" : "/"
        let written = grant.target ?? grant.source
        let target = written.hasPrefix("/") ? written : folder + written
        switch object.source {
        case .file(_, .absolute(let path)):
            require(path, for: service.name, kind: .file)
            add(path.rawValue, target, readOnly: true, nil, &binds, &mounts)
        case .file(let written, let source) where source.bundleName != nil:
            guard let path = source.bundleName,
                let digest = granted(path, written, grant, service, object.position)
            else { return }
            add(
                BindSource.configuration + digest.hex + "/" + files.mounted(path).rawValue, target, readOnly: true, nil,
                &binds, &mounts)
        case .file(let written, _):
            refuse(
                "render.source-missing", at: object.position,
                "the \(kind) `\(object.key)` is to be the file `\(written)`, which is no file of the bundle")
        case .content(let text): content(Array(text.utf8), kind, object, grant, target, &binds, &mounts)
        case .environment(let name, let value):
            guard let value else {
                refuse(
                    "render.source-missing", at: object.position,
                    "the \(kind) `\(object.key)` is to be the variable `\(name)`, which has no value",
                    hint: "add a question for `\(name)` to valise.yaml")
                return
            }
            // It becomes a file of the installation, below a folder of mode 0700.
            content(Array(value.reveal().utf8), kind, object, grant, target, &binds, &mounts)
        case .external, .driver:
            refuse(
                "render.unsupported", at: object.position,
                "the \(kind) `\(object.key)` is to come from a cluster, and an installation on one host has none",
                expected: "`file`, `environment` or `content`")
        }
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
        _ bytes: [UInt8], _ kind: String, _ object: ComposeFileObject, _ grant: ComposeService.FileGrant,
        _ target: String, _ binds: inout [String], _ mounts: inout [HostConfiguration.Mount]
    ) {
        guard let path = RelativePath("\(kind)s/\(object.key)") else { return }
        // 0444 is Docker's default for configs and secrets (Compose Specification, 05-services.md, "configs").
        let entry = ConfigurationTree.Entry(
            path: path, mode: grant.mode ?? 0o444, content: .rendered(bytes), owner: grant.uid.flatMap { Int($0) },
            group: grant.gid.flatMap { Int($0) })
        let digest = keep(ConfigurationTree(entries: [entry]))
        add(
            BindSource.configuration + digest.hex + "/" + path.rawValue, target, readOnly: true, nil, &binds, &mounts)
    }
}

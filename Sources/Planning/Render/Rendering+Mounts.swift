import Compose
import Vocabulary

/// Volumes and binds of a container.
extension Rendering {
    mutating func mount(
        _ service: ComposeService, number: Int, image: BundledImage, into specification: inout ContainerSpecification
    ) -> [DesiredContainer.Grant] {
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
        var grants: [DesiredContainer.Grant] = []
        for (kind, asked) in [(DesiredContainer.Grant.Kind.config, service.configs), (.secret, service.secrets)] {
            for grant in asked {
                guard let (source, target) = self.source(of: grant, kind, service) else { continue }
                add(source, target, readOnly: true, nil, &binds, &mounts)
                guard source.hasPrefix(BindSource.configuration) else { continue }
                grants.append(.init(kind: kind, name: grant.source, source: source, target: target))
            }
        }
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
        return grants
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

    mutating func keep(_ tree: ConfigurationTree) -> Digest {
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
}

public import Vocabulary

/// What the plan must know of the place where an installation is put.
public struct InstallationSite: Hashable, Sendable {
    public var host: HostName
    public var stateDirectory: AbsolutePath
    /// The ledger's target id.
    public var target: String
    public var engine: EngineFacts
    public var selinuxEnforcing: Bool
    /// Tags that this installation brought and nobody else shares: they may be moved.
    public var ownedTags: Set<ImageReference>

    public init(
        host: HostName, stateDirectory: AbsolutePath, target: String, engine: EngineFacts, selinuxEnforcing: Bool,
        ownedTags: Set<ImageReference> = []
    ) {
        self.host = host
        self.stateDirectory = stateDirectory
        self.target = target
        self.engine = engine
        self.selinuxEnforcing = selinuxEnforcing
        self.ownedTags = ownedTags
    }
}

/// Fills in what only the host knows. Pure; cost: one pass, one hash for each object.
struct Resolver {
    let desired: DesiredState
    let site: InstallationSite
    let folders: InstallationFolders
    /// The specification hash of each container made so far: what shares a namespace with it is made anew when it is.
    private var hashes: [String: String] = [:]
    /// Set where the engine does not see our files, or not as they are.
    private var engineFiles: EngineFiles?

    init(_ desired: DesiredState, _ site: InstallationSite) {
        self.desired = desired
        self.site = site
        folders = InstallationFolders(stateDirectory: site.stateDirectory, installation: desired.installation)
        if site.engine.seesFiles.needsVolumes { engineFiles = EngineFiles(desired, folders) }
    }

    /// Volumes in the place of our folders, by name; `nil` where the engine sees those. Known once the state is resolved.
    func filledVolumes() throws -> [FilledVolume]? {
        try engineFiles?.volumes.values.sorted { $0.specification.name < $1.specification.name }.map { volume in
            var result = volume
            result.specification = try labelled(
                DesiredVolume(specification: volume.specification, isExternal: false)
            ).specification
            return result
        }
    }

    /// Throws a `Problem`: `plan.platform-missing` (exit 12), `plan.image-missing` (exit 1) — both kept out by `check` and `render`.
    mutating func resolve() throws -> ResolvedState {
        var images: [ImageReference: ResolvedImage] = [:]
        for image in desired.images {
            // One name holds one platform's image: that of the first service which asks for one.
            let platform =
                desired.services.lazy.filter { $0.image == image.reference }.compactMap(\.platform).first
                ?? site.engine.platform
            let resolved = ResolvedImage(
                image, on: platform, for: desired.installation, facts: site.engine,
                ownedTags: site.ownedTags)
            guard let resolved else { throw Self.platformMissing(image, platform) }
            images[image.reference] = resolved
        }
        let networks = try desired.networks.map(labelled)
        let volumes = try desired.volumes.map(labelled)
        var services: [ResolvedService] = []
        for service in desired.services {
            guard let image = images[service.image] else {
                throw Problem(
                    "plan.image-missing", .defect,
                    "cannot plan service `\(service.name)`: its image `\(service.image.familiar)` is not among the images of the desired state"
                )
            }
            var containers: [DesiredContainer] = []
            for container in service.containers {
                containers.append(try resolve(container, of: service, image: image))
            }
            services.append(
                ResolvedService(
                    name: service.name, image: image, dependencies: service.dependencies, healthy: service.healthy,
                    runsToCompletion: service.runsToCompletion, containers: containers, probe: service.probe))
        }
        return ResolvedState(
            installation: desired.installation, application: desired.application, version: desired.version,
            target: site.target, open: desired.open, images: images.values.sorted { $0.reference < $1.reference },
            configurationFolders: desired.configurations.map(\.digest.hex).sorted(), dataFolders: desired.dataFolders,
            networks: networks,
            volumes: volumes, services: services)
    }

    private mutating func resolve(
        _ container: DesiredContainer, of service: DesiredService, image: ResolvedImage
    ) throws -> DesiredContainer {
        var result = container
        var specification = container.specification
        specification.image = image.name.familiar
        if engineFiles == nil {
            specification.host.binds = specification.host.binds?.map(bind)
            specification.host.mounts = specification.host.mounts?.map(mount)
        } else {
            result.files = placeInEngine(&specification.host)
        }
        var labels = ours(specification.labels)
        labels[ObjectLabel.image] = image.config.description
        labels[ObjectLabel.service] = labels[ObjectLabel.service] ?? service.name.rawValue
        labels[ObjectLabel.oneoff] = labels[ObjectLabel.oneoff] ?? "False"
        labels[ObjectLabel.containerNumber] = labels[ObjectLabel.containerNumber] ?? String(container.number)
        labels[ObjectLabel.workingDirectory] = folders.root.rawValue
        labels[ObjectLabel.configFiles] = folders.root.appending("compose.yaml").rawValue
        let parents = specification.sharedContainers.compactMap { hashes[$0] }
        if !parents.isEmpty { labels[OwnLabel.parents] = Digest.of(Array(parents.joined(separator: " ").utf8)).hex }
        specification.labels = labels
        result.specification = specification
        // What is connected, and which hooks run, is a part of what the container is.
        let hash = try SpecificationHash.of(result)
        result.specification.labels[ObjectLabel.specification] = hash
        result.specification.labels[ObjectLabel.configHash] = hash
        hashes[container.name] = hash
        return result
    }

    private func labelled(_ network: DesiredNetwork) throws -> DesiredNetwork {
        guard !network.isExternal else { return network }
        var result = network
        result.specification.labels = ours(network.specification.labels)
        let hash = try SpecificationHash.of(result.specification)
        result.specification.labels[ObjectLabel.specification] = hash
        result.specification.labels[ObjectLabel.configHash] = hash
        return result
    }

    private func labelled(_ volume: DesiredVolume) throws -> DesiredVolume {
        guard !volume.isExternal else { return volume }
        var result = volume
        result.specification.labels = ours(volume.specification.labels)
        let hash = try SpecificationHash.of(result.specification)
        result.specification.labels[ObjectLabel.specification] = hash
        result.specification.labels[ObjectLabel.configHash] = hash
        return result
    }

    /// With the labels that make an object ours; without hashes that somebody computed before.
    private func ours(_ labels: [String: String]) -> [String: String] {
        var result = labels
        result[ObjectLabel.specification] = nil
        result[ObjectLabel.configHash] = nil
        result[ObjectLabel.installation] = desired.installation.rawValue
        result[ObjectLabel.target] = site.target
        result[ObjectLabel.project] = result[ObjectLabel.project] ?? desired.installation.rawValue
        return result
    }

    // MARK: Bind sources

    /// Volumes for our folders; gives our single files, which are no mounts any more.
    private mutating func placeInEngine(_ host: inout HostConfiguration) -> [DesiredContainer.File]? {
        var files: [DesiredContainer.File] = []
        var binds: [String] = []
        for text in host.binds ?? [] {
            var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            switch parts.count >= 2 ? engineFiles?.place(of: parts[0], at: parts[1]) : nil {
            case .file(let file)?: files.append(file)
            case .volume(let name)?:
                parts[0] = name
                // How mounts spread is a property of binds.
                if parts.count > 2 { parts[2] = Self.volumeFlags(parts[2]) }
                binds.append(parts.filter { !$0.isEmpty }.joined(separator: ":"))
            case nil: binds.append(text)
            }
        }
        var mounts: [HostConfiguration.Mount] = []
        for mount in host.mounts ?? [] {
            switch mount.type == "bind" ? mount.source.flatMap({ engineFiles?.place(of: $0, at: mount.target) }) : nil {
            case .file(let file)?: files.append(file)
            case .volume(let name)?:
                var volume = HostConfiguration.Mount(type: "volume", source: name, target: mount.target)
                volume.readOnly = mount.readOnly
                mounts.append(volume)
            case nil: mounts.append(mount)
            }
        }
        host.binds = binds.isEmpty ? nil : binds
        host.mounts = mounts.isEmpty ? nil : mounts
        return files.isEmpty ? nil : files
    }

    private static func volumeFlags(_ text: String) -> String {
        text.split(separator: ",").filter { ["ro", "rw", "z", "Z"].contains($0) }.joined(separator: ",")
    }

    /// `SOURCE:TARGET[:OPTIONS]`, as the engine takes it.
    private func bind(_ text: String) -> String {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= 2 else { return text }
        var options = parts.count > 2 ? parts[2].split(separator: ",").map(String.init) : []
        guard let source = source(parts[0]) else { return text }
        parts[0] = source.rawValue
        if site.selinuxEnforcing, !options.contains("z"), !options.contains("Z") { options.append("z") }
        return options.isEmpty ? "\(parts[0]):\(parts[1])" : "\(parts[0]):\(parts[1]):\(options.joined(separator: ","))"
    }

    private func mount(_ mount: HostConfiguration.Mount) -> HostConfiguration.Mount {
        guard mount.type == "bind", let text = mount.source,
            let source = source(text)
        else { return mount }
        var result = mount
        result.source = source.rawValue
        return result
    }

    /// The folder or file on the host; `nil` where the source is not one of our markers.
    private func source(_ text: String) -> AbsolutePath? {
        if text.hasPrefix(BindSource.data) {
            return RelativePath(String(text.dropFirst(BindSource.data.count))).map(folders.data.appending)
                ?? folders.data
        }
        guard text.hasPrefix(BindSource.configuration) else { return nil }
        return RelativePath(String(text.dropFirst(BindSource.configuration.count)))
            .map(folders.configuration.appending) ?? folders.configuration
    }

    private static func platformMissing(_ image: BundledImage, _ platform: Platform) -> Problem {
        Problem(
            "plan.platform-missing", .prerequisite,
            "cannot install image `\(image.reference.familiar)` on this host: the bundle has it for other platforms only",
            expected: platform.description, found: image.platforms.map(\.platform.description).joined(separator: ", "),
            consequence: "nothing was changed", hint: "pack again with `--platform \(platform)`")
    }
}

/// Labels of ours that only the plan writes.
enum OwnLabel {
    /// Hash over the specifications of the containers whose namespaces or volumes this one shares.
    static let parents = "io.valise.parents"
}

/// Decides about recreation: equal means "already so".
enum SpecificationHash {
    static func of(_ value: some Encodable) throws -> String { Digest.of(try CanonicalJSON.encode(value)).hex }
}

extension ContainerSpecification {
    /// Names of the containers that this one shares a namespace, volumes or links with: they must be there before it, and it is made anew with them.
    var sharedContainers: [String] {
        let modes = [host.networkMode, host.pidMode, host.ipcMode].compactMap { $0 }
            .filter { $0.hasPrefix("container:") }.map { String($0.dropFirst("container:".count)) }
        let sources = (host.volumesFrom ?? []).map { String($0.prefix { $0 != ":" }) }
        return modes + sources
    }
}

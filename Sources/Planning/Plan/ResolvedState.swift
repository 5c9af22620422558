public import Vocabulary

/// A ``DesiredState`` with what only the host knows filled in: folders, image names, labels. Names one host's objects exactly as they are made; kept beside the release in
/// the ledger, so that `start`, `status` and `uninstall` need no bundle. Holds secrets in environments: the ledger's file mode protects it.
public struct ResolvedState: Hashable, Sendable, Codable {
    public var installation: InstallationName
    public var application: ApplicationName
    public var version: Version
    /// The ledger's target id, as on every object's label.
    public var target: String
    /// What a person opens when it is up, answers filled in.
    public var open: String?
    public var images: [ResolvedImage]
    /// Names of the folders below `apps/NAME/config`.
    public var configurationFolders: [String]
    public var dataFolders: [DesiredDataFolder]
    public var networks: [DesiredNetwork]
    public var volumes: [DesiredVolume]
    /// Dependencies before dependents.
    public var services: [ResolvedService]

    public init(
        installation: InstallationName, application: ApplicationName, version: Version, target: String, open: String?,
        images: [ResolvedImage], configurationFolders: [String], dataFolders: [DesiredDataFolder],
        networks: [DesiredNetwork], volumes: [DesiredVolume], services: [ResolvedService]
    ) {
        self.installation = installation
        self.application = application
        self.version = version
        self.target = target
        self.open = open
        self.images = images
        self.configurationFolders = configurationFolders
        self.dataFolders = dataFolders
        self.networks = networks
        self.volumes = volumes
        self.services = services
    }

    public func service(_ name: ServiceName) -> ResolvedService? { services.first { $0.name == name } }
    /// All containers, dependencies first.
    public var containers: [DesiredContainer] { services.flatMap(\.containers) }
}

/// A service of a ``ResolvedState``: its containers' specifications are what the engine gets.
public struct ResolvedService: Hashable, Sendable, Codable {
    public var name: ServiceName
    public var image: ResolvedImage
    public var dependencies: [DesiredService.Dependency]
    public var healthy: DesiredService.Limit
    public var runsToCompletion: Bool
    public var containers: [DesiredContainer]
    /// Health by protocol, from outside.
    public var probe: DesiredService.Probe?

    public init(
        name: ServiceName, image: ResolvedImage, dependencies: [DesiredService.Dependency],
        healthy: DesiredService.Limit, runsToCompletion: Bool, containers: [DesiredContainer],
        probe: DesiredService.Probe? = nil
    ) {
        self.name = name
        self.image = image
        self.dependencies = dependencies
        self.healthy = healthy
        self.runsToCompletion = runsToCompletion
        self.containers = containers
        self.probe = probe
    }
}

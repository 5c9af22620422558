public import Compose
public import Vocabulary

/// A definition that was read and found free of errors: the only thing that can be collected. Made by ``define(_:profileFolders:)`` alone.
public struct Definition: Sendable {
    public let folder: AbsolutePath
    /// What may be read outside of it, by its names in a bundle: see `OutsidePath`.
    let included: [RelativePath]
    public let application: ApplicationDescription
    /// The platforms that `valise.yaml` asks for, sorted; empty: that of the engine which gives the images.
    public let platforms: [Platform]
    /// Compose files, in order of merging.
    public let composeFiles: [RelativePath]
    /// All Compose profiles active; questions answered with their defaults or, without one, with a sample of their type.
    public let project: ComposeProject
    /// Values from `.env` that Compose files and templates use and that are no questions.
    public let environment: [String: String]
    /// The profiles that travel with the bundle, sorted by name.
    public let profiles: [Profile]
    /// What travels: `valise.yaml`, all that the Compose loader read, and configuration sources; sorted by path.
    public let files: [DefinitionFile]
    /// Every bind source of every service, classified; in the order of services and mounts.
    public let sources: [BindSourceUse]
    /// Every image that some answer can choose; sorted by reference.
    public let images: [NeededImage]
    /// Variables that Compose files, templates and `open` use.
    let usedVariables: Set<String>
    /// Where each question stands.
    let questionPositions: [VariableName: SourcePosition]
    var disk: DefinitionDisk { DefinitionDisk(folder: folder, included: included) }
    /// Warnings and notes that came up while it was read; in the order of the files.
    public internal(set) var findings: [Problem]
}

/// A file or folder of a definition that travels in the bundle.
public struct DefinitionFile: Hashable, Sendable {
    public var path: RelativePath
    /// 0o755 for folders and for files that somebody may execute, else 0o644: as version control keeps modes, so that two check-outs give the same bundle.
    public var mode: Int
    public var kind: Kind
    public enum Kind: Hashable, Sendable {
        case folder
        /// With its size in bytes when it was looked at.
        case file(size: Int64)
    }
    public init(path: RelativePath, mode: Int, kind: Kind) {
        self.path = path
        self.mode = mode
        self.kind = kind
    }
}

/// A service's bind mount, file config or file secret, and what its source is for Valise.
public struct BindSourceUse: Hashable, Sendable {
    public var service: ServiceName
    /// The path in the container.
    public var target: String
    /// As the Compose file gives it.
    public var written: String
    public var isReadOnly: Bool
    public var kind: Kind
    public var position: SourcePosition

    public enum Kind: Hashable, Sendable {
        /// It travels in the bundle and is replaced by an upgrade.
        case configuration(RelativePath)
        /// A folder of the installation, empty at first; it survives upgrades.
        case data(RelativePath)
        /// Something that the host must have.
        case host(AbsolutePath)
    }
}

/// An image that a bundle must hold.
public struct NeededImage: Hashable, Sendable {
    /// In full, with a tag or digest.
    public var reference: ImageReference
    /// Services that use it, sorted.
    public var services: [ServiceName]
    public var origin: ImageOrigin
    /// Where the first of them names it.
    public var position: SourcePosition
}

/// Where an image is looked for.
public enum ImageOrigin: Hashable, Sendable {
    /// Wherever `--images-from` allows.
    case anywhere
    /// An OCI image layout folder: `images: { REFERENCE: "oci:PATH" }`. A name in the layout may follow a `#`.
    case layout(folder: AbsolutePath, name: String?, written: String)
    /// A file that holds such a layout, or one that `docker save` wrote: `oci-archive:PATH`, `docker-archive:PATH`; a name may follow a `#`.
    case archive(Archive, file: AbsolutePath, name: String?, written: String)
    /// The `build:` section of the service.
    case build(ComposeService.Build, service: ServiceName)

    public enum Archive: Hashable, Sendable { case layout, docker }
}

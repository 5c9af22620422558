/// What a bundle is and holds: the config of its own entry. Written as ``CanonicalJSON``; described in the bundle format article.
public struct BundleManifest: Hashable, Sendable, Codable {
    /// The version of the format, 1. A reader refuses a greater one.
    public var formatVersion: Int
    /// The release of Valise that wrote it: with definition and lock it determines the bytes.
    public var writer: String
    public var application: ApplicationDescription
    /// The bundle's time, in seconds since 1970 (UTC); from the lock or `SOURCE_DATE_EPOCH`.
    public var created: Int64
    /// The platforms that every image is here for, sorted.
    public var platforms: [Platform]
    /// Sorted by reference.
    public var images: [BundledImage]
    /// The files of the definition, `valise.yaml` and profiles included; sorted by path.
    public var files: [BundledFile]
    /// Compose files, paths below the definition, in order of merging.
    public var composeFiles: [RelativePath]
    /// Values that Compose files take from the definition's `.env` and that are no questions.
    public var environment: [String: String]
    /// Sorted by path.
    public var dataFolders: [DataFolder]
    /// The profiles that travel with it, sorted by name.
    public var profiles: [Profile]

    public static let currentFormat = 1

    public init(
        writer: String, application: ApplicationDescription, created: Int64, platforms: [Platform],
        images: [BundledImage], files: [BundledFile], composeFiles: [RelativePath], environment: [String: String],
        dataFolders: [DataFolder], profiles: [Profile]
    ) {
        formatVersion = Self.currentFormat
        self.writer = writer
        self.application = application
        self.created = created
        self.platforms = platforms
        self.images = images
        self.files = files
        self.composeFiles = composeFiles
        self.environment = environment
        self.dataFolders = dataFolders
        self.profiles = profiles
    }
}

/// The head of `valise.yaml`.
public struct ApplicationDescription: Hashable, Sendable, Codable {
    public var name: ApplicationName
    public var version: Version
    public var title: String
    public var description: String?
    public var support: Support?
    /// Versions that this one can be installed over: `>=4.4.0 <5`.
    public var upgradeFrom: String?
    public var questions: [Question]
    public var requirements: Requirements
    /// What a person opens when it is up, with `${VARIABLE}`s.
    public var open: String?
    /// Applications that must be on the target first.
    public var uses: [ApplicationName]

    public init(
        name: ApplicationName, version: Version, title: String, description: String? = nil, support: Support? = nil,
        upgradeFrom: String? = nil, questions: [Question] = [], requirements: Requirements = Requirements(),
        open: String? = nil, uses: [ApplicationName] = []
    ) {
        self.name = name
        self.version = version
        self.title = title
        self.description = description
        self.support = support
        self.upgradeFrom = upgradeFrom
        self.questions = questions
        self.requirements = requirements
        self.open = open
        self.uses = uses
    }

    /// Whom a person calls: printed under every failure.
    public struct Support: Hashable, Sendable, Codable {
        public var name: String?
        public var phone: String?
        public var mail: String?
        public init(name: String? = nil, phone: String? = nil, mail: String? = nil) {
            self.name = name
            self.phone = phone
            self.mail = mail
        }
    }

    public struct Requirements: Hashable, Sendable, Codable {
        public var memory: ByteCount?
        /// Free space for data, besides that of the images.
        public var disk: ByteCount?
        public var cpus: Int?
        /// `>=20.10`
        public var engine: String?
        public init(memory: ByteCount? = nil, disk: ByteCount? = nil, cpus: Int? = nil, engine: String? = nil) {
            self.memory = memory
            self.disk = disk
            self.cpus = cpus
            self.engine = engine
        }
    }
}

/// An image of a bundle, for one or more platforms, in two served forms.
public struct BundledImage: Hashable, Sendable, Codable {
    /// As the Compose files give it, in full and with a tag.
    public var reference: ImageReference
    /// Services that use it, sorted; of every Compose profile.
    public var services: [ServiceName]
    /// Where it came from: `engine`, `oci:build/app`, `build`.
    public var source: String
    /// The digest under which its source knew it, where it had one.
    public var upstreamDigest: Digest?
    /// The index that stands in the bundle, over ``platforms``' packed manifests.
    public var packedIndex: Descriptor
    /// The index of the plain form; its bytes are not stored but derived (see the format article), and must have this digest.
    public var plainIndex: Descriptor
    /// In the order of the index.
    public var platforms: [BundledPlatform]

    public init(
        reference: ImageReference, services: [ServiceName], source: String, upstreamDigest: Digest?,
        packedIndex: Descriptor, plainIndex: Descriptor, platforms: [BundledPlatform]
    ) {
        self.reference = reference
        self.services = services
        self.source = source
        self.upstreamDigest = upstreamDigest
        self.packedIndex = packedIndex
        self.plainIndex = plainIndex
        self.platforms = platforms
    }
}

extension BundledImage {
    /// The index of a form.
    public func index(_ form: ServedForm) -> Descriptor {
        switch form {
        case .packed: packedIndex
        case .plain: plainIndex
        }
    }
}

/// One platform of an image.
public struct BundledPlatform: Hashable, Sendable, Codable {
    public var platform: Platform
    /// The image's config: its digest is the image, whatever the store.
    public var config: Descriptor
    public var packedManifest: Descriptor
    /// Derived like ``BundledImage/plainIndex``.
    public var plainManifest: Descriptor
    /// Bottom layer first.
    public var layers: [BundledLayer]
    public init(
        platform: Platform, config: Descriptor, packedManifest: Descriptor, plainManifest: Descriptor,
        layers: [BundledLayer]
    ) {
        self.platform = platform
        self.config = config
        self.packedManifest = packedManifest
        self.plainManifest = plainManifest
        self.layers = layers
    }
}

/// A layer as it is stored, and what it is when decompressed.
public struct BundledLayer: Hashable, Sendable, Codable {
    /// In the bundle. With `--preserve` this may be gzip or no compression.
    public var stored: Descriptor
    /// Digest of the uncompressed tar: its `diff_id`.
    public var diffID: Digest
    /// Size of the uncompressed tar, in bytes.
    public var plainSize: Int64
    /// What it takes of a disk when it is unpacked, in bytes, counted in blocks of 4 KiB; measured while packing. `nil` where the layer is no tar that could be read.
    public var unpackedSize: Int64?
    public init(stored: Descriptor, diffID: Digest, plainSize: Int64, unpackedSize: Int64? = nil) {
        self.stored = stored
        self.diffID = diffID
        self.plainSize = plainSize
        self.unpackedSize = unpackedSize
    }
}

/// A file or folder of the definition. Links are refused while packing.
public struct BundledFile: Hashable, Sendable, Codable {
    public var path: RelativePath
    /// Permission bits, 0o000 to 0o7777.
    public var mode: Int
    public var content: Content
    /// The greatest size of one file, 64 MiB: such files are held in memory while they are rendered and written. What is larger belongs into an image or a data folder.
    public static let maximumSize: Int64 = 64 << 20
    public enum Content: Hashable, Sendable, Codable {
        case folder
        case file(Descriptor)
    }
    public init(path: RelativePath, mode: Int, content: Content) {
        self.path = path
        self.mode = mode
        self.content = content
    }
}

/// A bind source that is data: it belongs to the installation and survives upgrades and uninstall.
public struct DataFolder: Hashable, Sendable, Codable {
    /// As the Compose file gives it, below the definition.
    public var path: RelativePath
    public var owner: Int
    public var group: Int
    /// Permission bits.
    public var mode: Int
    /// Services that mount it, sorted.
    public var services: [ServiceName]
    public init(path: RelativePath, owner: Int, group: Int, mode: Int, services: [ServiceName]) {
        self.path = path
        self.owner = owner
        self.group = group
        self.mode = mode
        self.services = services
    }
}

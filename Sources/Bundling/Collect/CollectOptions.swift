public import RegistryClient
public import Vocabulary

/// How the content of a bundle is gathered.
public struct CollectOptions: Sendable {
    /// `--platform`; empty: those of `valise.yaml`, else that of the engine.
    public var platforms: [Platform]
    public var imagesFrom: ImagePreference
    public var lock: LockUse
    public var layers: LayerStorage
    /// `SOURCE_DATE_EPOCH`: the bundle's time in place of the locked one.
    public var sourceDate: Int64?
    /// An existing folder with room for the largest layers, unpacked, and for all compressed ones where there is no cache; what is put there is removed at the end.
    public var workFolder: AbsolutePath
    /// Where gathered content is kept for the next pack; `nil`: nowhere.
    public var cacheFolder: AbsolutePath?
    /// What is longest unused goes when there is more than this.
    public var cacheLimit: ByteCount
    /// How registries are spoken to.
    public var registries: RegistryClientConfiguration

    /// Some thirty systems of the size of our largest: a day's work of a vendor.
    public static let defaultCacheLimit = ByteCount(20 << 30)

    public init(
        platforms: [Platform] = [], imagesFrom: ImagePreference = .auto, lock: LockUse = .follow,
        layers: LayerStorage = .packed(level: LayerStorage.defaultLevel), sourceDate: Int64? = nil,
        workFolder: AbsolutePath, cacheFolder: AbsolutePath? = nil,
        cacheLimit: ByteCount = CollectOptions.defaultCacheLimit,
        registries: RegistryClientConfiguration = RegistryClientConfiguration()
    ) {
        self.platforms = platforms
        self.imagesFrom = imagesFrom
        self.lock = lock
        self.layers = layers
        self.sourceDate = sourceDate
        self.workFolder = workFolder
        self.cacheFolder = cacheFolder
        self.cacheLimit = cacheLimit
        self.registries = registries
    }
}

/// `--images-from`. Images with a place of their own (`oci:`, `build:`) come from there in any case.
public enum ImagePreference: String, Hashable, Sendable, CaseIterable {
    /// What the lock names and the cache holds, then the registry, then the engine.
    case auto
    case registry
    case engine
}

/// What `valise.lock` is taken for.
public enum LockUse: Hashable, Sendable {
    /// A locked image is used while it can be had; where it cannot, the lock is renewed and that is said.
    case follow
    /// `--locked`: anything but what is locked is refused.
    case require
    /// `--update`: what the names stand for now is taken, and what moved is said.
    case update
}

/// How layers are stored in a bundle.
public enum LayerStorage: Hashable, Sendable {
    /// zstd of this level (1 to 19), with a window of 32 MiB.
    case packed(level: Int)
    /// `--preserve`: the bytes as the source has them. An engine hands out plain ones.
    case preserved

    /// `ArchiveIO`'s default: level 6 saves a few percent over 3, and 19 takes twenty times as long.
    public static let defaultLevel = 6
    public static let levels = 1...19
}

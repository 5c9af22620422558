import Vocabulary

/// `valise.lock`, beside `valise.yaml`: what a definition's names stood for when it was packed. JSON, keys sorted, one to a line, so that version control shows what changed.
struct Lock: Hashable, Sendable, Codable {
    var lockVersion: Int
    /// The application's version at that time: with another one the bundle's time is a new one.
    var version: Version
    /// The bundle's time, in seconds since 1970.
    var time: Int64
    /// By reference in full.
    var images: [String: Image]

    struct Image: Hashable, Sendable, Codable {
        /// Digest of the image's config, by platform: the image, whatever store it is in.
        var platforms: [String: Digest]
        /// For a built image: digest of what it was built from. With other inputs it is built again.
        var inputs: Digest?
        /// Under which its registry knew it, where the engine that it was taken from could say.
        var upstream: Digest?
    }

    static let fileName = "valise.lock"
    static let currentVersion = 1

    /// Throws `lock.unreadable` and `lock.newer`, exit 10.
    init(parsing bytes: [UInt8]) throws {
        let lock: Lock
        do { lock = try CanonicalJSON.decode(Lock.self, from: bytes) } catch {
            throw Problem(
                "lock.unreadable", .definition, "cannot read `\(Self.fileName)`: it is damaged",
                consequence: "nothing was packed",
                hint: "take it from version control again, or remove it to lock what is there now")
        }
        guard lock.lockVersion <= Self.currentVersion else {
            throw Problem(
                "lock.newer", .definition, "cannot read `\(Self.fileName)`: a newer release of valise wrote it",
                expected: "version \(Self.currentVersion)", found: "version \(lock.lockVersion)",
                consequence: "nothing was packed", hint: "use the newer release")
        }
        self = lock
    }

    init(version: Version, time: Int64, images: [String: Image]) {
        lockVersion = Self.currentVersion
        self.version = version
        self.time = time
        self.images = images
    }

    func encoded() throws -> [UInt8] { try LockJSON.encode(self) }
}

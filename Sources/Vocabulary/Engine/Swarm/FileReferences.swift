extension TaskContainer {
    /// Where a secret or a config stands in a container.
    public struct FileTarget: Hashable, Sendable, Codable {
        /// A secret's below `/run/secrets`, or absolute; a config's from the root.
        public var name: String
        /// A number, or a name of the image.
        public var owner: String
        public var group: String
        /// The nine bits of `chmod`.
        public var mode: UInt32
        public init(name: String, owner: String = "0", group: String = "0", mode: UInt32 = 0o444) {
            self.name = name
            self.owner = owner
            self.group = group
            self.mode = mode
        }
        enum CodingKeys: String, CodingKey {
            case name = "Name"
            case owner = "UID"
            case group = "GID"
            case mode = "Mode"
        }
    }

    /// A secret as a file of a container. The engine wants both: its ID and its name.
    public struct SecretReference: Hashable, Sendable, Codable {
        public var id: String
        public var name: String
        public var file: FileTarget?
        public init(id: String, name: String, file: FileTarget) {
            self.id = id
            self.name = name
            self.file = file
        }
        enum CodingKeys: String, CodingKey {
            case id = "SecretID"
            case name = "SecretName"
            case file = "File"
        }
    }

    /// A config as a file of a container. The engine wants both: its ID and its name.
    public struct ConfigReference: Hashable, Sendable, Codable {
        public var id: String
        public var name: String
        /// `nil` where it is for the runtime alone.
        public var file: FileTarget?
        public init(id: String, name: String, file: FileTarget) {
            self.id = id
            self.name = name
            self.file = file
        }
        enum CodingKeys: String, CodingKey {
            case id = "ConfigID"
            case name = "ConfigName"
            case file = "File"
        }
    }
}

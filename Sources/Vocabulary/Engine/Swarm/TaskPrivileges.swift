/// What a task's container may beyond its capabilities: `Privileges` (Docker Engine API 1.41; `Seccomp`, `AppArmor` and `NoNewPrivileges` since 1.44, engines below do not look at them).
public struct TaskPrivileges: Hashable, Sendable, Codable {
    public var seLinux: SELinux?
    public var seccomp: Seccomp?
    public var appArmor: AppArmor?
    public var noNewPrivileges: Bool?
    public init() {}

    enum CodingKeys: String, CodingKey {
        case seLinux = "SELinuxContext"
        case seccomp = "Seccomp"
        case appArmor = "AppArmor"
        case noNewPrivileges = "NoNewPrivileges"
    }

    public struct SELinux: Hashable, Sendable, Codable {
        public var disable: Bool?
        public var user: String?
        public var role: String?
        public var type: String?
        public var level: String?
        public init() {}
        enum CodingKeys: String, CodingKey {
            case disable = "Disable"
            case user = "User"
            case role = "Role"
            case type = "Type"
            case level = "Level"
        }
    }

    public struct Seccomp: Hashable, Sendable, Codable {
        public enum Mode: String, Hashable, Sendable, Codable { case `default`, unconfined, custom }
        public var mode: Mode?
        /// The profile of `custom`, JSON in base64.
        public var profile: String?
        public init(mode: Mode) { self.mode = mode }
        enum CodingKeys: String, CodingKey {
            case mode = "Mode"
            case profile = "Profile"
        }
    }

    public struct AppArmor: Hashable, Sendable, Codable {
        public enum Mode: String, Hashable, Sendable, Codable { case `default`, disabled }
        public var mode: Mode?
        public init(mode: Mode) { self.mode = mode }
        enum CodingKeys: String, CodingKey { case mode = "Mode" }
    }
}

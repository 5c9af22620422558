/// `GET /version`.
public struct EngineVersion: Hashable, Sendable, Decodable {
    /// The engine's release: `20.10.24+dfsg1`.
    public let version: String
    public let apiVersion: String
    public let minimumAPIVersion: String?
    public let os: String
    public let architecture: String
    public let kernel: String
    /// Names of its parts: `Engine`, `containerd`; or `Podman Engine`.
    public let components: [String]

    /// `docker` or `podman`.
    public var product: String { components.contains { $0.hasPrefix("Podman") } ? "podman" : "docker" }

    /// Podman has Docker's API and, for what that cannot say, one of its own.
    var isPodman: Bool { product == "podman" }

    enum CodingKeys: String, CodingKey {
        case version = "Version"
        case apiVersion = "ApiVersion"
        case minimumAPIVersion = "MinAPIVersion"
        case os = "Os"
        case architecture = "Arch"
        case kernel = "KernelVersion"
        case components = "Components"
    }

    private struct Component: Decodable {
        var name: String
        enum CodingKeys: String, CodingKey { case name = "Name" }
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        version = try values.text(.version)
        apiVersion = try values.text(.apiVersion)
        minimumAPIVersion = try values.decodeIfPresent(String.self, forKey: .minimumAPIVersion)
        os = try values.text(.os)
        architecture = try values.text(.architecture)
        kernel = try values.text(.kernel)
        let parts: [Component] = try values.list(.components)
        components = parts.map(\.name)
    }
}

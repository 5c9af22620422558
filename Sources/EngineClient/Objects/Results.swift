/// What `POST /containers/create` answers.
public struct CreatedContainer: Hashable, Sendable, Decodable {
    public let id: String
    public let warnings: [String]
    enum CodingKeys: String, CodingKey {
        case id = "Id"
        case warnings = "Warnings"
    }
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.decode(String.self, forKey: .id)
        warnings = try values.list(.warnings)
    }
}

/// How a container ended: `POST /containers/{id}/wait`.
public struct ContainerExit: Hashable, Sendable, Decodable {
    public let code: Int
    /// Why waiting failed; `nil` where it did not.
    public let error: String?
    enum CodingKeys: String, CodingKey {
        case code = "StatusCode"
        case error = "Error"
    }
    private struct Failure: Decodable {
        var message: String?
        enum CodingKeys: String, CodingKey { case message = "Message" }
    }
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        code = Int(try values.number(.code))
        let message = try values.decodeIfPresent(Failure.self, forKey: .error)?.message ?? ""
        error = message.isEmpty ? nil : message
    }
}

/// `GET /exec/{id}/json`.
public struct ExecDetails: Hashable, Sendable, Decodable {
    public let id: String
    public let isRunning: Bool
    /// `nil` while it runs.
    public let exitCode: Int?
    enum CodingKeys: String, CodingKey {
        case id = "ID"
        case isRunning = "Running"
        case exitCode = "ExitCode"
    }
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        id = try values.text(.id)
        isRunning = try values.flag(.isRunning)
        exitCode = try values.decodeIfPresent(Int.self, forKey: .exitCode)
    }
}

/// The header `X-Docker-Container-Path-Stat`: what stands at a path in a container.
public struct PathStatus: Hashable, Sendable, Decodable {
    public let name: String
    /// Bytes.
    public let size: Int64
    /// Go's `os.FileMode`: permissions in the low nine bits, the kind in the highest.
    public let mode: UInt32
    public let linkTarget: String
    /// Bit 31 of Go's file mode.
    public var isFolder: Bool { mode & 1 << 31 != 0 }
    /// The nine bits of `chmod`.
    public var permissions: UInt32 { mode & 0o777 }
    enum CodingKeys: String, CodingKey {
        case name, size, mode, linkTarget
    }
}

/// One line of `GET /events`.
public struct EngineEvent: Hashable, Sendable, Decodable {
    /// `container`, `image`, `network`, `volume`…
    public let type: String
    /// `start`, `die`, `health_status: healthy`…
    public let action: String
    public let id: String
    /// Labels of the object and what else the event says: `name`, `image`, `exitCode`.
    public let attributes: [String: String]
    /// Nanoseconds since 1970.
    public let time: Int64
    enum CodingKeys: String, CodingKey {
        case type = "Type"
        case action = "Action"
        case actor = "Actor"
        case time = "timeNano"
    }
    private struct Actor: Decodable {
        var id: String?
        var attributes: [String: String]?
        enum CodingKeys: String, CodingKey {
            case id = "ID"
            case attributes = "Attributes"
        }
    }
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        type = try values.text(.type)
        action = try values.text(.action)
        let actor = try values.decodeIfPresent(Actor.self, forKey: .actor)
        id = actor?.id ?? ""
        attributes = actor?.attributes ?? [:]
        time = try values.number(.time)
    }
}

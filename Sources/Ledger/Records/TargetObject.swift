/// Something on the target that exists by a name or an ID: in the engine, in the file system, or in the init system.
public struct TargetObject: Hashable, Sendable, Comparable {
    public var kind: Kind
    /// What it is found by again: the config digest of an image, the full reference of a tag or a digest reference, a container's
    /// name, a path, the name of a unit.
    public var name: String
    /// The engine's ID for it, or for a tag the image that it points to, where that says more than the name.
    public var engineID: String?

    public init(kind: Kind, name: String, engineID: String? = nil) {
        self.kind = kind
        self.name = name
        self.engineID = engineID
    }

    /// A schema constraint allows exactly these.
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case image, tag, container, network, volume, folder, file, unit
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.kind.rawValue, left.name) < (right.kind.rawValue, right.name)
    }
}

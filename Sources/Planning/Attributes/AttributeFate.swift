/// What becomes of an attribute of a Compose file at a target.
public enum AttributeFate: Hashable, Sendable {
    /// It reaches the engine as Docker Compose hands it on, or Swarm as `docker stack deploy` does.
    case applied
    /// It has its effect, in another way.
    case mapped(String)
    /// Its work is done when the bundle is packed.
    case packed
    /// Nothing is done with it; `lint` says so where a definition uses it.
    case ignored(String)
    /// Refused while packing.
    case refused(String)

    /// A cell of the table in the documentation.
    var text: String {
        switch self {
        case .applied: "applied"
        case .mapped(let how): "mapped: \(how)"
        case .packed: "while packing"
        case .ignored(let reason): "ignored: \(reason)"
        case .refused(let reason): "not possible: \(reason)"
        }
    }
}

/// What becomes of an attribute on one host, and what Swarm mode can take of it on several.
public struct AttributeRow: Hashable, Sendable {
    /// As in `ComposeAttributes.paths`; what stands below it has the same fate, where no row of its own says otherwise.
    public var path: String
    public var oneHost: AttributeFate
    public var cluster: AttributeFate
    init(_ path: String, _ oneHost: AttributeFate, _ cluster: AttributeFate) {
        self.path = path
        self.oneHost = oneHost
        self.cluster = cluster
    }
    /// The same on both.
    init(_ path: String, _ both: AttributeFate) { self.init(path, both, both) }
}

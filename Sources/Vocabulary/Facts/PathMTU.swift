/// How large packets may be on a way.
public struct PathMTU: Hashable, Sendable, Codable {
    /// Bytes of the largest IP packet that arrived whole, of the sizes that were tried.
    public var whole: Int
    /// Whether a packet of the largest size arrived where it may be split on the way.
    public var fragmentsArrive: Bool

    public init(whole: Int, fragmentsArrive: Bool) {
        self.whole = whole
        self.fragmentsArrive = fragmentsArrive
    }
}

/// What an engine holds, without IDs, times and addresses: equal ones are alike to an application.
public struct StubSnapshot: Hashable, Sendable {
    public struct Container: Hashable, Sendable {
        public var state: String
        public var image: String
        public var labels: [String: String]
        public var networks: [String]
        public var mounts: [String]
    }
    /// By name.
    public var containers: [String: Container]
    /// Names with labels; predefined ones are left out.
    public var networks: [String: [String: String]]
    public var volumes: [String: [String: String]]
    /// Tags in full, with the image's ID.
    public var tags: [String: String]
    /// `name@digest` in full, with the image's ID.
    public var digests: [String: String]
    /// IDs.
    public var images: Set<String>
}

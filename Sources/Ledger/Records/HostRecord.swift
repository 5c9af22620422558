public import Vocabulary

/// A machine of the target, as it was added.
public struct HostRecord: Hashable, Sendable {
    public var host: InventoryHost
    /// Seconds since 1970, UTC.
    public var addedAt: Int64

    public init(host: InventoryHost, addedAt: Int64) {
        self.host = host
        self.addedAt = addedAt
    }
}

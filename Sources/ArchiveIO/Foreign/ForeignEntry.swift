/// A member of an archive that somebody else wrote.
public struct ForeignEntry: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case file
        case folder
        case symbolicLink(target: String)
        /// To a member that came before.
        case hardLink(target: String)
        case characterDevice
        case blockDevice
        case pipe
        case other
    }

    /// As it stands in the archive: it may be absolute or climb; never to be used as a path before it was checked.
    public var path: String
    public var kind: Kind
    /// Of the content, in bytes.
    public var size: Int64
    /// Permission bits.
    public var mode: Int
    public var owner: Int
    public var group: Int
    /// Seconds since 1970.
    public var modified: Int64
}

/// Limits of the protocol between two ends; both know them, and breaking one ends the connection.
enum LinkLimits {
    /// Of the protocol. Raised with every change, as both ends are copies of one program.
    static let version = 5
    /// Bytes before the greeting: what logins print is a screen or two.
    static let banner = 64 * 1024
    /// Bytes in a data frame: large enough that its header costs nothing, small enough that others are not held up.
    static let data = 64 * 1024
    /// Bytes in a document: a tree of 50,000 files is described in less.
    static let document = 16 << 20
    /// Bytes that are under way in one direction of a stream: 500 MB/s where an answer takes a millisecond, 10 MB/s where it takes 50.
    static let window = 512 * 1024
    /// Calls at a time. Each takes a thread of the far end; an engine's client opens one stream for each of its calls.
    static let calls = 256
}

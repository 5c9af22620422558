/// What goes wrong with an answer of a ``FaultyRegistry``.
public enum RegistryFault: Hashable, Sendable {
    /// Other bytes of the same size.
    case otherBytes
    /// All bytes and some more, and a head that says so.
    case longer(by: Int)
    /// Fewer bytes, and a head that says so.
    case shorter(by: Int)
    /// Any number of bytes in chunks, without a size in the head.
    case chunked(bytes: Int)
    /// A page for people, with status 200.
    case page
    case status(Int, headers: [Header] = [], body: String = "")
    /// To a URL; `nil`: to itself, for ever.
    case redirect(to: String?, status: Int = 307)
    /// The connection ends after so many bytes of the body.
    case cut(after: Int)
    /// Nothing comes, not even a head; the connection stays.
    case silence
    /// A head and so many bytes of the body, then nothing; the connection stays.
    case stall(after: Int)
    /// `Range` is not looked at: 200 and everything.
    case rangeIgnored
    /// 206 with another part than the one that was asked for.
    case otherRange
    /// These headers are in the answer instead of its own; an empty value takes one away.
    case headers([Header])
    /// The answer comes when ``FaultyRegistry/release()`` is called.
    case held

    public struct Header: Hashable, Sendable {
        public var name: String
        public var value: String
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// What it happens to.
    public enum Place: Hashable, Sendable {
        case manifests, blobs, uploads, tokens
        /// Requests with this method and a path that contains this text.
        case requests(String, String)
    }
}

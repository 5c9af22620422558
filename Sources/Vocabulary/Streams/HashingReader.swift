/// Hands bytes on and remembers how many there were and what their digest is. A class, so that who made it can ask while another reads.
public final class HashingReader: ByteReader {
    private var source: any ByteReader
    private var hasher = Digest.Hasher()
    /// Bytes handed on so far.
    public private(set) var count: Int64 = 0

    public init(_ source: any ByteReader) { self.source = source }

    /// The digest of all that was handed on so far.
    public var digest: Digest { hasher.finish() }

    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let got = try source.read(into: buffer)
        hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        count += Int64(got)
        return got
    }
}

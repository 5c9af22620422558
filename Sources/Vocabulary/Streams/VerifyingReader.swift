/// Hands bytes on, and the last of them only when size and digest of the whole are what they must be.
///
/// A source that holds more than `size` bytes is left at once, so that a decompression bomb costs no more than what was announced.
public struct VerifyingReader: ByteReader {
    /// How content differs from what was announced.
    public enum Mismatch: Hashable, Sendable {
        /// The source ended after so many bytes.
        case tooShort(found: Int64)
        /// The source went on after the announced size.
        case tooLong
        case otherDigest(found: Digest)
    }

    private var source: any ByteReader
    private let digest: Digest
    private let size: Int64
    private let problem: (Mismatch) -> Problem
    private var hasher = Digest.Hasher()
    private var count: Int64 = 0
    private var verified = false

    /// `problem` says what a mismatch means where this reader is used; what it gives is thrown.
    public init(
        _ source: any ByteReader, expecting digest: Digest, size: Int64, problem: @escaping (Mismatch) -> Problem
    ) {
        self.source = source
        self.digest = digest
        self.size = size
        self.problem = problem
    }

    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        if verified { return 0 }
        let room = Int(min(Int64(buffer.count), size - count))
        let got = room > 0 ? try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<room])) : 0
        if got == 0, count < size { throw problem(.tooShort(found: count)) }
        hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        count += Int64(got)
        if count == size { try verify() }
        return got
    }

    private mutating func verify() throws {
        let more = try withUnsafeTemporaryAllocation(byteCount: 1, alignment: 1) { try source.read(into: $0) }
        if more > 0 { throw problem(.tooLong) }
        let found = hasher.finish()
        guard found == digest else { throw problem(.otherDigest(found: found)) }
        verified = true
    }
}

import CLibArchive
public import Vocabulary

/// Decompresses gzip (RFC 1952), one or more members, by libarchive. Its checksum is not looked at: who reads a layer compares digests.
///
/// Data that decompress to nothing are refused: libarchive cannot tell them from cut ones, and no tar is empty.
/// A class: it owns the decoder; not for two tasks at a time.
public final class GzipReader: ByteReader {
    private let archive: OpaquePointer
    private let source: ReaderSource
    private let subject: String
    private var state = State.closed

    private enum State { case closed, reading, ended }

    /// `subject` says in messages what is read.
    public init(_ source: any ByteReader, of subject: String) throws {
        guard let archive = archive_read_new() else {
            throw Problem("content.damaged", .defect, "cannot read \(subject): no memory")
        }
        self.archive = archive
        self.source = ReaderSource(source)
        self.subject = subject
        archive_read_support_format_raw(archive)
        // Appended, not "supported": content that is itself compressed would else be decompressed twice.
        guard archive_read_append_filter(archive, ARCHIVE_FILTER_GZIP) == ARCHIVE_OK else {
            throw Problem("content.damaged", .defect, "libarchive was built without gzip")
        }
    }

    deinit { archive_read_free(archive) }

    /// Throws `content.damaged` (11), also where the data are cut off, and what the source throws.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard buffer.count > 0 else { return 0 }
        if state == .closed { try begin() }
        if state == .ended { return 0 }
        let got = archive_read_data(archive, buffer.baseAddress, buffer.count)
        guard got >= 0 else { throw failure() }
        if got == 0 { state = .ended }
        return got
    }

    private func begin() throws {
        guard source.open(archive) == ARCHIVE_OK else { throw failure() }
        var header: OpaquePointer?
        guard archive_read_next_header(archive, &header) == ARCHIVE_OK else { throw failure() }
        state = .reading
    }

    private func failure() -> any Error {
        state = .ended
        if let thrown = source.failure { return thrown }
        let reason = archive_error_string(archive).map { String(cString: $0) }
        return Problem(
            "content.damaged", .bundle, "cannot read \(subject): its compressed data are damaged or cut off",
            found: reason)
    }
}

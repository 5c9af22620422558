import CLibArchive
public import Vocabulary

/// Reads a tar that others wrote (ustar, pax, GNU), front to back, by libarchive. Not compressed: put a ``GzipReader`` or ``ZstdReader`` before it.
///
/// Every answer of libarchive but "here it is" and "that was the end" ends the reading: after a damaged header it would go on with a
/// later entry as if nothing were missing. A class: it owns the decoder; not for two tasks at a time.
public final class ForeignArchive {
    private let archive: OpaquePointer
    private let source: ReaderSource
    private let subject: String
    private var remaining: Int64 = 0
    private var failed = false

    /// `subject` says in messages what is read. Throws `foreign.unreadable` (14).
    public init(reading reader: any ByteReader, of subject: String) throws {
        guard let archive = archive_read_new() else {
            throw Problem("foreign.unreadable", .step, "cannot read \(subject): no memory")
        }
        self.archive = archive
        self.source = ReaderSource(reader)
        self.subject = subject
        archive_read_support_format_tar(archive)
        archive_read_support_format_empty(archive)
        guard source.open(archive) == ARCHIVE_OK else { throw failure() }
    }

    /// Reads from a pipe, socket or file; the descriptor stays the caller's.
    public convenience init(descriptor: Int32, of subject: String) throws {
        try self.init(reading: DescriptorReader(descriptor), of: subject)
    }

    deinit { archive_read_free(archive) }

    /// The next member; `nil` at the end. What was not read of the one before is skipped. Throws `foreign.damaged` (14).
    public func next() throws -> ForeignEntry? {
        if failed { throw failure() }
        var header: OpaquePointer?
        switch archive_read_next_header(archive, &header) {
        // A warning is about a name that the C locale cannot spell: the bytes are there.
        case ARCHIVE_OK, ARCHIVE_WARN: break
        case ARCHIVE_EOF: return nil
        default: throw failure()
        }
        guard let header, let path = Self.text(archive_entry_pathname_utf8(header), archive_entry_pathname(header))
        else { throw failure() }
        remaining = archive_entry_size(header)
        return ForeignEntry(
            path: path, kind: try kind(header), size: remaining, mode: Int(archive_entry_perm(header)),
            owner: Int(archive_entry_uid(header)), group: Int(archive_entry_gid(header)),
            modified: Int64(archive_entry_mtime(header)))
    }

    /// Content of the current member; 0 at its end. Throws `foreign.damaged` (14), also where it is shorter than its header says.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        guard remaining > 0, buffer.count > 0 else { return 0 }
        let got = archive_read_data(archive, buffer.baseAddress, Int(min(Int64(buffer.count), remaining)))
        guard got > 0 else { throw failure() }
        remaining -= Int64(got)
        return got
    }

    /// The content of the current member, as a reader that is of use until ``next()``.
    public var content: some ByteReader { EntryReader(archive: self) }

    private struct EntryReader: ByteReader {
        let archive: ForeignArchive
        mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try archive.read(into: buffer) }
    }

    private func kind(_ header: OpaquePointer) throws -> ForeignEntry.Kind {
        if let target = Self.text(archive_entry_hardlink_utf8(header), archive_entry_hardlink(header)) {
            return .hardLink(target: target)
        }
        switch archive_entry_filetype(header) {
        case 0o100000: return .file
        case 0o040000: return .folder
        case 0o120000:
            guard let target = Self.text(archive_entry_symlink_utf8(header), archive_entry_symlink(header)) else {
                throw failure()
            }
            return .symbolicLink(target: target)
        case 0o020000: return .characterDevice
        case 0o060000: return .blockDevice
        case 0o010000: return .pipe
        default: return .other
        }
    }

    private static func text(_ first: UnsafePointer<CChar>?, _ second: UnsafePointer<CChar>?) -> String? {
        (first ?? second).map { String(cString: $0) }
    }

    /// What the reader threw, or what libarchive says.
    private func failure() -> any Error {
        failed = true
        if let thrown = source.failure { return thrown }
        let reason = archive_error_string(archive).map { String(cString: $0) } ?? "it is cut off"
        return Problem("foreign.damaged", .step, "cannot read \(subject): not a sound tar", found: reason)
    }
}

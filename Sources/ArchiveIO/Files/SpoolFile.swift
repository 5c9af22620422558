public import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file without a name, for what is too large for memory and needed once more: its room is free again when the last reference goes, also after `kill -9`.
///
/// Not for two tasks at a time while it is written.
public final class SpoolFile: ByteWriter, Sendable {
    private let folder: AbsolutePath
    private let descriptor: Int32

    /// Throws `file.unwritable` or `file.no-space` (14).
    public init(in folder: AbsolutePath) throws {
        let path = folder.appending("spool-\(UInt64.random(in: 0 ... .max))")
        let opened = open(path.rawValue, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard opened >= 0 else { throw SystemError().writing(path) }
        unlink(path.rawValue)
        self.folder = folder
        descriptor = opened
    }

    deinit { close(descriptor) }

    /// Throws `file.unwritable` or `file.no-space` (14).
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        if let failure = WholeWrite.failure(of: bytes, to: descriptor) { throw failure.writing(folder) }
    }

    /// All that was written, from the first byte.
    public func region() throws -> FileRegion {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemError().reading(folder) }
        return FileRegion(descriptor: descriptor, offset: 0, length: Int64(status.st_size), owner: self)
    }
}

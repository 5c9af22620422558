public import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Writes a file that appears under its name whole and synced, or not at all.
///
/// The bytes go to a hidden name beside it; ``finish()`` syncs, renames and syncs the folder. Without it the hidden file is removed
/// when the writer goes, and what a killed process left of the same name is removed by the next writer. Not for two tasks at a time.
public final class FileWriter: ByteWriter {
    public let path: AbsolutePath
    private let temporary: AbsolutePath
    private var descriptor: Int32
    /// Bytes written so far.
    public private(set) var count: Int64 = 0

    /// Throws `file.unwritable` or `file.no-space` (14). The folder must exist. Permission bits are as given, less the `umask`.
    public init(creating path: AbsolutePath, permissions: UInt32 = 0o644) throws {
        self.path = path
        let (prefix, suffix) = (".\(path.lastComponent).", ".partial")
        Abandoned.sweep(path.parent) {
            $0.hasPrefix(prefix) && $0.hasSuffix(suffix)
                && UInt64($0.dropFirst(prefix.count).dropLast(suffix.count)) != nil
        }
        temporary = path.parent.appending("\(prefix)\(UInt64.random(in: 0 ... .max))\(suffix)")
        descriptor = open(
            temporary.rawValue, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode_t(permissions))
        guard descriptor >= 0 else { throw SystemError().writing(path) }
        Abandoned.hold(descriptor)
    }

    deinit { discard() }

    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        if let failure = WholeWrite.failure(of: bytes, to: descriptor) { throw failure.writing(path) }
        count += Int64(bytes.count)
    }

    /// Puts the file under its name, replacing what was there. Afterwards nothing can be written.
    public func finish() throws {
        try sync()
        try appear()
        try Self.syncFolder(of: path)
    }

    /// Brings all bytes to the medium.
    func sync() throws {
        guard fsync(descriptor) == 0 else { throw SystemError().writing(path) }
    }

    /// Gives the file its name, after ``sync()``.
    func appear() throws {
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(temporary.rawValue, path.rawValue) == 0 else {
            let failure = SystemError()
            unlink(temporary.rawValue)
            throw failure.writing(path)
        }
    }

    /// Brings the names in a file's folder to the medium.
    static func syncFolder(of path: AbsolutePath) throws {
        let folder = open(path.parent.rawValue, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        guard folder >= 0 else { throw SystemError().writing(path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw SystemError().writing(path) }
    }

    /// Takes back what was written; after ``finish()`` it does nothing.
    public func discard() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
        unlink(temporary.rawValue)
    }
}

/// Writes to a pipe, socket or file from where it stands. The descriptor stays the caller's.
public struct DescriptorWriter: ByteWriter {
    private let descriptor: Int32

    public init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Throws `file.write-failed` (14).
    public mutating func write(_ bytes: UnsafeRawBufferPointer) throws {
        if let failure = WholeWrite.failure(of: bytes, to: descriptor) {
            throw Problem("file.write-failed", .step, "cannot write to a stream: \(failure.text)")
        }
    }
}

public import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A file that a blob is downloaded into, and that keeps what came when the download breaks off, also over the end of the process.
///
/// Not for two tasks, or two processes, at a time: who opens it sees to that.
public final class BlobFile: BlobSink {
    public let path: AbsolutePath
    private let descriptor: Int32
    /// What the file holds: hand it to ``RegistryClient/RegistryClient/blob(_:of:after:into:onBytes:)``.
    public private(set) var prefix = BlobPrefix()

    /// Opens the file, makes it where it is missing, and hashes what is in it: about 1 ns per byte. Throws `registry.sink-unwritable` (14).
    public init(resuming path: AbsolutePath) throws {
        self.path = path
        descriptor = open(path.rawValue, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw Self.failure(path, errno) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let got = read(descriptor, buffer.baseAddress, buffer.count)
            if got < 0, errno == EINTR { continue }
            guard got >= 0 else { throw Self.failure(path, errno) }
            if got == 0 { break }
            prefix.update(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        }
    }

    deinit { close(descriptor) }

    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while rest.count > 0 {
            let put = systemWrite(descriptor, rest.baseAddress, rest.count)
            if put < 0, errno == EINTR { continue }
            guard put >= 0 else { throw Self.failure(path, errno) }
            rest = UnsafeRawBufferPointer(rebasing: rest[put...])
        }
        prefix.update(bytes)
    }

    public func restart() throws {
        guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw Self.failure(path, errno)
        }
        prefix = BlobPrefix()
    }

    /// Waits until all is on the disk.
    public func sync() throws {
        guard fsync(descriptor) == 0 else { throw Self.failure(path, errno) }
    }

    private static func failure(_ path: AbsolutePath, _ number: Int32) -> Problem {
        Problem(
            RegistryProblem.sinkUnwritable, .step,
            "cannot keep a download in `\(path)`: \(String(cString: strerror(number)))",
            consequence: "what was written before is kept",
            hint: number == ENOSPC || number == EDQUOT ? "see what is free with `df -h \(path.parent)`" : nil)
    }
}

/// `write` of the C library: inside a `ByteWriter` the name means the method.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

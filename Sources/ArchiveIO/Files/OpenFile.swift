public import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A regular file, open for reading at any place; closed when the last reference goes. Its size is that at the time of opening.
public final class OpenFile: Sendable {
    public let path: AbsolutePath
    public let descriptor: Int32
    public let size: Int64

    /// Throws `file.not-found` or `file.unreadable` (64): also for a folder, a pipe or a device.
    public init(opening path: AbsolutePath) throws {
        // Without O_NONBLOCK the opening of a named pipe waits for a writer.
        let descriptor = open(path.rawValue, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw SystemError().reading(path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let failure = SystemError()
            close(descriptor)
            throw failure.reading(path)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw Problem("file.unreadable", .usage, "cannot read `\(path)`: it is not a regular file")
        }
        self.path = path
        self.descriptor = descriptor
        size = Int64(status.st_size)
    }

    deinit { close(descriptor) }

    /// The whole file.
    public var region: FileRegion { region(at: 0, length: size) }

    /// A stretch of it, which the caller has checked to lie within.
    public func region(at offset: Int64, length: Int64) -> FileRegion {
        FileRegion(descriptor: descriptor, offset: offset, length: length, owner: self)
    }
}

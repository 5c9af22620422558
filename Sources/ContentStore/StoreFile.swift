import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A regular file open for reading; closed when the last reference goes.
final class StoreFile: Sendable {
    let descriptor: Int32
    let size: Int64

    /// `nil` where there is no regular file of this name. A link is not followed at the last step.
    init?(opening path: AbsolutePath) {
        descriptor = open(path.rawValue, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            return nil
        }
        size = Int64(status.st_size)
    }

    deinit { close(descriptor) }

    var region: FileRegion { FileRegion(descriptor: descriptor, offset: 0, length: size, owner: self) }

    /// A reader from the front.
    var reader: Reader { Reader(file: self) }

    struct Reader: ByteReader {
        let file: StoreFile
        var position: Int64 = 0

        mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            let wanted = Int(min(Int64(buffer.count), file.size - position))
            guard wanted > 0 else { return 0 }
            while true {
                let got = pread(file.descriptor, buffer.baseAddress, wanted, off_t(position))
                if got < 0, errno == EINTR { continue }
                guard got > 0 else {
                    let reason = got == 0 ? "the file became shorter" : String(cString: strerror(errno))
                    throw Problem("store.unreadable", .step, "cannot read a stored blob: \(reason)")
                }
                position += Int64(got)
                return got
            }
        }
    }
}

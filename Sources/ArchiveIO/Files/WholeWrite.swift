#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// `write` of the C library takes as many bytes as it likes, and a signal may come between.
enum WholeWrite {
    /// Writes all bytes; gives what went wrong, `nil` where nothing did.
    static func failure(of bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> SystemError? {
        var rest = bytes
        while rest.count > 0 {
            let put = write(descriptor, rest.baseAddress, rest.count)
            if put < 0 {
                if errno == EINTR { continue }
                return SystemError()
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[put...])
        }
        return nil
    }
}

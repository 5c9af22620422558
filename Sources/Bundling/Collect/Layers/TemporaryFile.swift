import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

enum TemporaryFile {
    /// Removes a file of ours that may be there.
    static func remove(_ path: AbsolutePath) { unlink(path.rawValue) }
}

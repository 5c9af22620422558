public import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Whether a file has room where it is to be written.
public enum FreeSpace {
    /// Throws `file.no-space` (14) where fewer bytes are free for this process than are needed. What cannot be found out is not refused: writing will tell.
    public static func require(_ needed: ByteCount, for path: AbsolutePath) throws {
        var information = statvfs()
        guard statvfs(path.parent.rawValue, &information) == 0 else { return }
        // Both are of 32 bits on some systems.
        let free = ByteCount(Int64(clamping: UInt64(information.f_bavail) &* UInt64(information.f_frsize)))
        guard free < needed else { return }
        throw Problem(
            "file.no-space", .step, "cannot write `\(path)`: there is not enough room on its disk",
            expected: "\(needed) free", found: "\(free)", consequence: "nothing was written",
            hint: "make room (`df -h \(path.parent)`), or write it elsewhere with `-o FILE`")
    }
}

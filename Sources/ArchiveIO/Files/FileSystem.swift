public import Vocabulary

#if canImport(Glibc)
    import CStatfs
    import Glibc
#elseif canImport(Musl)
    import CStatfs
    import Musl
#else
    import Darwin
#endif

/// A kind of file system, as far as it matters to who writes a large file.
public enum FileSystem: Hashable, Sendable {
    /// FAT12, FAT16 or FAT32, as on most sticks.
    case fat
    /// One whose files may be as large as it is itself, exFAT among them.
    case other

    /// In bytes; `nil` where there is none to be kept in mind.
    ///
    /// Microsoft, "FAT32 File System Specification" 1.03, page 23: the size of a file is a field of 32 bits, `DIR_FileSize`. Linux takes the same limit
    /// (`s_maxbytes` in fs/fat/inode.c).
    public var maximumFileSize: Int64? {
        switch self {
        case .fat: 4 << 30 - 1
        case .other: nil
        }
    }

    /// By the type that `statfs` of Linux gives: `MSDOS_SUPER_MAGIC`, statfs(2) and include/uapi/linux/magic.h. It stands for all FATs, and not for exFAT.
    init(magic: Int64) { self = magic == 0x4d44 ? .fat : .other }

    /// By the name that `statfs` of macOS gives, `f_fstypename`.
    init(typeName: String) { self = typeName == "msdos" ? .fat : .other }

    /// That of a folder. What cannot be found out is taken for one without limit: writing will tell.
    public static func of(folder: AbsolutePath) -> FileSystem {
        var information = statfs()
        guard statfs(folder.rawValue, &information) == 0 else { return .other }
        #if os(Linux)
            return FileSystem(magic: Int64(information.f_type))
        #else
            let name = withUnsafeBytes(of: information.f_fstypename) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            return FileSystem(typeName: name)
        #endif
    }
}

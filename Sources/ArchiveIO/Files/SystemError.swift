import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The `errno` of a call that has just failed, with its text.
struct SystemError: Hashable, Sendable {
    let number: Int32

    /// To be made right after the call.
    init() { number = errno }

    var text: String { String(cString: strerror(number)) }

    /// Reading went wrong.
    func reading(_ path: AbsolutePath) -> Problem {
        switch number {
        case ENOENT:
            Problem(
                "file.not-found", .usage, "cannot read `\(path)`: there is no such file",
                hint: "look with `ls \(path.parent)`")
        default:
            Problem("file.unreadable", .usage, "cannot read `\(path)`: \(text)")
        }
    }

    /// Writing went wrong; what was begun is taken away by the caller.
    func writing(_ path: AbsolutePath) -> Problem {
        switch number {
        case EFBIG:
            Problem(
                "file.too-large", .step, "cannot write `\(path)`: this file system takes no file of this size",
                consequence: "nothing was left under this name",
                hint: "write it in parts (`valise pack --split 4GiB`), or to another file system")
        case ENOSPC, EDQUOT:
            Problem(
                "file.no-space", .step, "cannot write `\(path)`: \(text)",
                consequence: "nothing was left under this name", hint: "see what is free with `df -h \(path.parent)`")
        default:
            Problem(
                "file.unwritable", .step, "cannot write `\(path)`: \(text)",
                consequence: "nothing was left under this name")
        }
    }
}

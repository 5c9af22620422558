import Foundation
import Vocabulary

/// What can go wrong on a host, from the system's error numbers.
enum HostProblem {
    /// The problem behind `errno` after trying to do something: "write", "make the folder".
    static func last(_ tried: String, _ path: String, errno number: Int32 = errno) -> Problem {
        let reason = String(cString: strerror(number))
        let message = "cannot \(tried) `\(path)`: \(reason)"
        switch number {
        case ENOSPC, EDQUOT:
            return Problem(
                "host.disk-full", .step, message, consequence: "nothing is left of it under its final name",
                hint: "free space, then run `valise resume`")
        case EACCES, EPERM:
            return Problem("host.not-permitted", .step, message, hint: "run as root, or as the user who installed")
        case EROFS:
            return Problem(
                "host.read-only", .step, message,
                hint: "look at `findmnt -T \(path)`: the file system is mounted read-only")
        case ENOTDIR, ELOOP:
            return Problem(
                "host.not-a-folder", .step, message, expected: "folders, and no symbolic links",
                hint: "look at `namei -l \(path)`")
        case ENOENT:
            return Problem("host.missing", .step, message)
        default:
            return Problem("host.input-output", .step, message, hint: "look at the disk with `dmesg`")
        }
    }

    static func check(_ result: Int32, _ tried: @autoclosure () -> String, _ path: @autoclosure () -> String) throws {
        if result < 0 { throw last(tried(), path()) }
    }

    static func openFolder(_ path: AbsolutePath, mode: Int, _ names: [String]) -> Problem {
        Problem(
            "host.folder-open", .prerequisite,
            "cannot keep state in `\(path)`: other users can look into it, and it is not a folder of ours",
            expected: "mode 0700, or nothing of others in it",
            found: "mode 0\(String(mode, radix: 8)), "
                + names.sorted().prefix(3).map { "`\($0)`" }.joined(separator: ", "),
            consequence: "nothing was changed",
            hint: "run `chmod 0700 \(path)` there if it is for valise alone, or name another folder with `--state-dir`")
    }

    static func outside(_ path: AbsolutePath, _ base: AbsolutePath) -> Problem {
        Problem(
            "host.outside", .defect, "refused to remove `\(path)`: it is not below `\(base)`",
            consequence: "nothing was removed")
    }

    static func mountInside(_ path: String) -> Problem {
        Problem(
            "host.mount-inside", .step, "cannot remove `\(path)`: another file system is mounted there",
            consequence: "its content was not touched", hint: "run `umount \(path)`, then try again")
    }

    static func tooDeep(_ path: String) -> Problem {
        Problem("host.too-deep", .step, "cannot remove `\(path)`: more than 500 folders inside each other")
    }
}

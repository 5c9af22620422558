import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What stood under the name of a file that is written, and what becomes of it.
///
/// Several names cannot change in one step. So old parts are set aside, the first one first, before new ones appear, the first one last: at
/// no moment, a power cut included, do parts of two bundles pass for one. What was set aside and left is removed by the next writer.
final class PartReplacement {
    private let whole: AbsolutePath
    private let volumes: Volumes
    /// Old name and hidden name.
    private var aside: [(path: AbsolutePath, hidden: AbsolutePath)] = []
    private var new: [AbsolutePath] = []
    /// The folder, locked: two that write the same name do not mix their parts. Where the file system knows no locks, nothing happens.
    private let folder: Int32

    init(of whole: AbsolutePath, by volumes: Volumes) throws {
        self.whole = whole
        self.volumes = volumes
        folder = open(whole.parent.rawValue, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        guard folder >= 0 else { throw SystemError().writing(whole) }
        while flock(folder, LOCK_EX) != 0, errno == EINTR {}
    }

    deinit { close(folder) }

    /// Throws `file.in-the-way` (14) where parts would stand among files that are no bundle's.
    static func checkPlace(for whole: AbsolutePath) throws {
        let numbers = PartFolder.numbers(of: whole)
        guard let first = numbers.first, !isOurs(whole, numbers) else { return }
        let path = PartName.path(of: first, in: whole)
        throw Problem(
            "file.in-the-way", .step, "cannot write `\(whole)` in parts: another file has the name of a part",
            found: "`\(path)`, which is no part of a bundle", consequence: "nothing was written",
            hint: "move it away, or choose another name with `-o FILE`")
    }

    /// Whether files with names of parts may be replaced: behind a bundle's own ending, or where the first of them begins as a bundle does.
    private static func isOurs(_ whole: AbsolutePath, _ numbers: [Int]) -> Bool {
        if whole.lastComponent.hasSuffix(".valise") { return true }
        guard numbers.first == 1 else { return false }
        do {
            let file = try SplitFile(opening: PartName.path(of: 1, in: whole))
            let start = try FileStretch.read(file, at: 0, count: Int(min(file.size, 512)))
            return start.starts(with: Array("oci-layout\0".utf8))
        } catch {
            // What cannot be read is not known to be ours.
            return false
        }
    }

    /// Hides old parts, and nothing where one file replaces one file.
    func setAside() throws {
        let numbers = PartFolder.numbers(of: whole)
        guard !numbers.isEmpty, Self.isOurs(whole, numbers) else { return }
        for number in numbers {
            let path = PartName.path(of: number, in: whole)
            // The form of an unfinished file: the next writer of this name removes it, should nobody else.
            let hidden = path.parent.appending(".\(path.lastComponent).\(UInt64.random(in: 0 ... .max)).partial")
            guard rename(path.rawValue, hidden.rawValue) == 0 else { throw SystemError().writing(path) }
            aside.append((path, hidden))
        }
    }

    func appeared(_ path: AbsolutePath) { new.append(path) }

    /// Puts everything back as it was, as far as that goes: the failure that led here is what is told.
    func undo() {
        // A file that replaced another of its own name stays: it is whole, and the other is gone.
        if case .parts = volumes {
            for path in new { unlink(path.rawValue) }
        }
        for (path, hidden) in aside.reversed() { rename(hidden.rawValue, path.rawValue) }
    }

    /// Removes what was replaced. The new file is there already, whatever becomes of this.
    func complete() throws {
        for (_, hidden) in aside { unlink(hidden.rawValue) }
        if case .parts = volumes { unlink(whole.rawValue) }
        try FileWriter.syncFolder(of: whole)
    }
}

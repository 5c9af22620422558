import Vocabulary

/// Which part is to blame, where an archive in parts cannot be read.
///
/// All parts but the last have one size, the last is no larger; and the archive's own end mark says where it ends. Nothing else is known of
/// the parts: their bytes are the archive's and no more.
struct PartDiagnosis {
    let file: SplitFile

    private var sizes: [Int64] { file.files.map(\.size) }
    private var whole: AbsolutePath { PartName(file.path)?.whole ?? file.path }

    /// The problem of a walk over the headers that ended at `offset`, told of the part.
    func located(_ problem: Problem, at offset: Int64) -> Problem {
        switch problem.code {
        case "archive.part-size", "archive.part-surplus", "archive.too-many-entries": return problem
        // Zeros in front are no archive either.
        case "archive.trailing-bytes" where offset > 0: return trailing(end: offset + 1024)
        case "archive.truncated":
            if let uneven = uneven() { return uneven }
            // A last part that is as long as those before it may have another behind it, a shorter one cannot.
            if sizes.last == sizes.first { return PartProblem.missing(sizes.count + 1, of: whole, last: sizes.count) }
            return PartProblem.size(
                sizes.count, of: whole, "is cut off", expected: "the end of the bundle in it", found: sizes.last ?? 0)
        default: return uneven() ?? damaged(problem, at: offset)
        }
    }

    /// Parts that are not all of one size, but for the last, which may be smaller.
    func uneven() -> Problem? {
        guard let last = sizes.last, sizes.count > 1 else { return nil }
        if last == 0 { return PartProblem.surplus(sizes.count, of: whole) }
        let full = sizes.dropLast()
        let size = Self.usual(full)
        if let index = full.firstIndex(where: { $0 != size }) {
            return PartProblem.size(
                index + 1, of: whole, full[index] < size ? "is cut off" : "belongs to another bundle",
                expected: "\(size) bytes, as the others have", found: full[index])
        }
        guard last > size else { return nil }
        if full.count > 1 {
            return PartProblem.size(
                sizes.count, of: whole, "belongs to another bundle",
                expected: "at most \(size) bytes, as the others have", found: last)
        }
        return PartProblem.size(
            1, of: whole, "is cut off, or the one behind it belongs to another bundle",
            expected: "at least \(last) bytes, as `\(file.files[1].path.lastComponent)` has", found: size)
    }

    /// The size that most have; of several, the largest.
    private static func usual(_ sizes: ArraySlice<Int64>) -> Int64 {
        let counts = Dictionary(sizes.map { ($0, 1) }, uniquingKeysWith: +)
        return counts.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
    }

    /// The archive ends before its parts do.
    private func trailing(end: Int64) -> Problem {
        if let index = file.starts.firstIndex(where: { $0 >= end }) {
            return PartProblem.surplus(index + 1, of: whole)
        }
        let count = sizes.count
        return PartProblem.size(
            count, of: whole, "goes on after the end of the bundle", expected: "\(end - file.starts[count - 1]) bytes",
            found: sizes[count - 1])
    }

    /// What stands at `offset` is not what should stand there.
    private func damaged(_ problem: Problem, at offset: Int64) -> Problem {
        let index = file.number(at: offset)
        let name = file.files[index].path.lastComponent
        // Of two parts nothing says how long the first should be: shorter by some bytes, it spoils the place of all that follows.
        let mayBeShort = sizes.count == 2 && index == 1
        var located = problem
        located.message +=
            "; this stands in the part `\(name)`: it is damaged or belongs to another bundle"
            + (mayBeShort ? ", or `\(file.path.lastComponent)` is cut off" : "")
        located.hint =
            "copy `\(name)` again from where it came from, then the other parts; compare them with `sha256sum`"
        return located
    }
}

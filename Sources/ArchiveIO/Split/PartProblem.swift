import Vocabulary

/// What can be wrong with the parts of a split bundle.
enum PartProblem {
    static func missing(_ number: Int, of whole: AbsolutePath, last: Int) -> Problem {
        let part = PartName.path(of: number, in: whole)
        return Problem(
            "archive.part-missing", .bundle,
            "cannot read the bundle `\(whole)`: its part `\(part.lastComponent)` is missing",
            expected: "`\(part)`",
            found: number > last
                ? "\(last) part\(last == 1 ? "" : "s"), and the bundle goes on"
                : "parts up to `\(PartName.path(of: last, in: whole).lastComponent)`",
            consequence: "nothing was changed",
            hint: "put all parts into one folder: copy `\(part.lastComponent)` again from where it came from")
    }

    static func tooMany(_ whole: AbsolutePath, _ last: Int) -> Problem {
        Problem(
            "archive.too-many-parts", .bundle, "cannot read the bundle `\(whole)`: it has too many parts",
            expected: "at most \(PartName.maximumCount)",
            found: "`\(PartName.path(of: last, in: whole).lastComponent)`", consequence: "nothing was changed",
            hint: "put the parts together, and give the one file: `cat \(whole).* > \(whole)`")
    }

    static func surplus(_ number: Int, of whole: AbsolutePath) -> Problem {
        let part = PartName.path(of: number, in: whole)
        return Problem(
            "archive.part-surplus", .bundle,
            "cannot read the bundle `\(whole)`: the part `\(part.lastComponent)` does not belong to it",
            expected: "\(number - 1) part\(number == 2 ? "" : "s"): there the bundle ends",
            found: "`\(part)`", consequence: "nothing was changed",
            hint:
                "where it is left from another bundle, move it away; else copy all parts again from where they came from"
        )
    }

    /// A part whose size cannot be right; `expected` says why.
    static func size(
        _ number: Int, of whole: AbsolutePath, _ what: String, expected: String, found: Int64
    ) -> Problem {
        let part = PartName.path(of: number, in: whole)
        return Problem(
            "archive.part-size", .bundle,
            "cannot read the bundle `\(whole)`: its part `\(part.lastComponent)` \(what)", expected: expected,
            found: "\(found) bytes", consequence: "nothing was changed",
            hint: "copy `\(part.lastComponent)` again from where it came from")
    }
}

import Vocabulary

/// The text form of a set of versions: comparisons separated by blanks that must all hold, `>=4.4.0 <5`.
enum VersionRange {
    /// Whether the text is not of this form.
    static func problem(in text: String) -> Bool {
        let parts = text.split(separator: " ")
        return parts.isEmpty
            || !parts.allSatisfy { part in
                let rest = part.drop { "<>=".contains($0) }
                let comparison = part.dropLast(rest.count)
                return ["<", "<=", ">", ">=", "="].contains(String(comparison)) && Version(String(rest)) != nil
            }
    }
}

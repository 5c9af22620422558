public import Vocabulary

extension ComposeLoader {
    /// What a `.env` file sets, as Docker Compose reads it: quotes, comments, and variables of lines before. `lookup` comes before those lines.
    ///
    /// Throws `compose.env-file`, `compose.interpolation`, `compose.variable-required` with file and line; an unset variable is empty.
    public static func environment(
        parsing bytes: [UInt8], file: String, lookup: (String) -> String? = { _ in nil }
    ) throws(Problems) -> [String: String] {
        let findings = Findings()
        var values: [String: String] = [:]
        withoutActuallyEscaping(lookup) { lookup in
            EnvironmentFileParser(file: file, findings: findings, lookup: lookup).parse(
                bytes, format: nil, into: &values)
        }
        let text = SourceText(bytes)
        if let problems = Problems(findings.sortedErrors.map { $0.showingLine { $0 == file ? text : nil } }) {
            throw problems
        }
        return values
    }
}

import Vocabulary

/// A host that a person names.
enum HostArgument {
    /// Throws `usage.wrong` (64) for what cannot be a name.
    static func parse(_ text: String) throws -> HostName {
        guard let name = HostName(text) else {
            throw HostOptions.wrong("`\(text)` is no name of a host", HostName.grammar)
        }
        return name
    }

    /// Where there is no ledger at all.
    static func unknown(_ name: String) -> Problem {
        Problem(
            "host.unknown", .unknownName, "there is no host `\(name)` here", consequence: "nothing was changed",
            hint: "`valise hosts add` adds one; `--state-dir` names another state folder")
    }
}

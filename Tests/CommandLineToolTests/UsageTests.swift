import Testing

/// Every way of calling it wrongly ends with 64 and says what would be right.
struct UsageTests {
    @Test(arguments: [
        ("usage-none", []),
        ("usage-help", ["--help"]),
        ("usage-version", ["--version"]),
        ("usage-unknown-command", ["cofig"]),
        ("usage-unknown-command-far", ["xyzzy"]),
        ("usage-unknown-option", ["config", "--formt", "json"]),
        ("usage-wrong-value", ["config", "--format", "xml"]),
        ("usage-missing-value", ["config", "-f"]),
        ("usage-json", ["config", "--format", "json", "--nonsense"]),
        ("help-config", ["config", "--help"]),
    ])
    func snapshots(name: String, arguments: [String]) throws {
        let program = try Program()
        defer { program.remove() }
        try Snapshot.expect(name, arguments, by: program)
    }
}

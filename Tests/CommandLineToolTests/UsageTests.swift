import Testing

@testable import CommandLineTool

/// Every way of calling it wrongly ends with 64 and says what would be right.
struct UsageTests {
    @Test(arguments: [
        ("usage-none", []),
        ("usage-help", ["--help"]),
        ("usage-version", ["--version"]),
        ("usage-unknown-command", ["cofig"]),
        ("usage-unknown-command-far", ["xyzzy"]),
        ("usage-help-unknown-command", ["help", "cofig"]),
        ("usage-unknown-option", ["config", "--formt", "json"]),
        ("usage-wrong-value", ["config", "--format", "xml"]),
        ("usage-missing-value", ["config", "-f"]),
        ("usage-json", ["config", "--format", "json", "--nonsense"]),
        ("usage-exec-no-command", ["exec", "hello", "web"]),
        ("usage-logs-tail", ["logs", "hello", "--tail", "-1"]),
        ("usage-pack-level", ["pack", ".", "--level", "20"]),
        ("usage-pack-platform", ["pack", ".", "--platform", "windows"]),
        ("usage-serve-listen", ["serve", "x", "--listen", "nowhere:99999"]),
        ("usage-install-no-file", ["install"]),
    ])
    func snapshots(name: String, arguments: [String]) async throws {
        let program = try Program()
        defer { program.remove() }
        try await Snapshot.expect(name, arguments, by: program)
    }

    @Test(arguments: ValiseCommand.names)
    func everyCommandExplainsItselfWithExamples(name: String) async throws {
        let program = try Program()
        defer { program.remove() }
        try await Snapshot.expect("help-\(name)", [name, "--help"], by: program)
        let help = try await program.run([name, "--help"])
        #expect(help.output.contains("Examples:"), "`valise \(name) --help` has no examples")
    }

    @Test func aSignalThatComesTwiceIsNoInsistence() {
        let began = ContinuousClock.now
        var count = InterruptionCount()
        #expect(!count.hasBegun)
        #expect(count.take(at: began) == .first)
        #expect(count.hasBegun)
        #expect(count.take(at: began + .milliseconds(3)) == .echo)
        #expect(count.take(at: began + .milliseconds(400)) == .insistence)
    }
}

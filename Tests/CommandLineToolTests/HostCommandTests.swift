import Testing

/// The machines of a target, command by command; none is contacted.
struct HostCommandTests {
    private static let inventory = """
        hosts:
          - { name: h1, address: 10.0.0.11, ssh: root@10.0.0.11, labels: { site.role: web } }
          - { name: h2, address: 10.0.0.12, local: true, platform: linux/amd64, memory: 4GiB, cpus: 2 }

        """

    @Test func aLifeOfHosts() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.inventory, to: "hosts.yaml")
        try program.write("hosts:\n- { name: h1, adress: 10.0.0.1 }\n- { nmae: h2, local: true }\n", to: "wrong.yaml")
        func expect(_ name: String, _ arguments: [String]) async throws {
            try await Snapshot.expect(name, ["hosts"] + arguments, by: program)
        }
        try await expect("hosts-label-nowhere", ["label", "h1", "a=b"])
        try await expect("hosts-ls-empty", ["ls"])
        try await expect("hosts-add-wrong", ["add", "--from", "wrong.yaml"])
        try await expect("hosts-add-none", ["add"])
        try await expect("hosts-add-no-way", ["add", "h3", "--key", "k", "--label", "a"])
        try await expect("hosts-add-from", ["add", "--from", "hosts.yaml"])
        try await expect("hosts-add-again", ["add", "--from", "hosts.yaml"])
        try await expect(
            "hosts-add-one",
            ["add", "pi", "--address", "10.0.0.13", "--ssh", "pi@pi:2222", "--key", "/keys/pi", "--label", "rack=2"])
        try await expect("hosts-add-taken", ["add", "H1", "--address", "10.0.0.12", "--local"])
        try await expect("hosts-label", ["label", "h1", "rack=1", "site.role-"])
        try await expect("hosts-label-again", ["label", "h1", "rack=1"])
        try await expect("hosts-label-wrong", ["label", "h1", "rack=1", "rack-", "a b=c", "d"])
        try await expect("hosts-label-unknown", ["label", "h11", "rack=1"])
        try await expect("hosts-ls", ["ls"])
        try await expect("hosts-ls-json", ["ls", "--format", "json"])
        try await expect("hosts-rm", ["rm", "pi"])
        try await expect("hosts-rm-unknown", ["rm", "pi"])
        try await expect("hosts-rm-json", ["rm", "h2", "--format", "json"])
    }

    @Test(arguments: ["add", "ls", "label", "rm"])
    func everyVerbExplainsItselfWithExamples(_ verb: String) async throws {
        let program = try Program()
        defer { program.remove() }
        try await Snapshot.expect("help-hosts-\(verb)", ["hosts", verb, "--help"], by: program)
        let help = try await program.run(["hosts", verb, "--help"])
        #expect(help.output.contains("Examples:"))
    }
}

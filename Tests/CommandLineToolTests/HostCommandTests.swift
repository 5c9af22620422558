import EngineClient
import TestKit
import Testing

/// The machines of a target, command by command.
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
        try await expect("hosts-add-from", ["add", "--from", "hosts.yaml", "--no-contact"])
        try await expect("hosts-add-again", ["add", "--from", "hosts.yaml", "--no-contact"])
        try await expect(
            "hosts-add-one",
            [
                "add", "pi", "--address", "10.0.0.13", "--ssh", "pi@pi:2222", "--key", "/keys/pi", "--label", "rack=2",
                "--no-contact",
            ])
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

    /// No way leads to it; it is told, and it is on the list all the same.
    @Test func aHostThatCannotBeReachedIsAdded() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write("Host *\n  ProxyCommand /bin/false\n", to: "ssh_config")
        let add = [
            "hosts", "add", "h1", "--address", "10.0.0.11", "--ssh", "root@h1", "--ssh-config", "ssh_config",
            "--progress", "plain",
        ]
        let found = try await program.run(add)
        #expect(found.exit == 0)
        #expect(found.output == "added host `h1`\n")
        #expect(found.error.contains("warning: cannot reach the host `h1` (root@h1): "), "\(found.error)")
        #expect(found.error.contains("host `h1` is on the list all the same"))
        #expect(found.error.contains("hint: "))
        let again = try await program.run(add + ["--format", "json"])
        #expect(again.exit == 0)
        #expect(
            again.output.contains("\"reached\": false") && again.output.contains("\"code\": \"ssh."), "\(again.output)")
        let listed = try await program.run(["hosts", "ls"])
        #expect(listed.output.contains("10.0.0.11"))
    }

    @Test func whatIsFoundOnThisMachineIsSaid() async throws {
        let program = try Program()
        defer { program.remove() }
        try await StubEngine.run { engine in
            let add = ["hosts", "add", "h1", "--address", "10.0.0.11", "--local"]
            let found = try await program.run(add, environment: ["DOCKER_HOST": engine.address.description])
            #expect(found.exit == 0, "\(found.error)")
            let lines = found.output.split(separator: "\n")
            #expect(lines.count == 2 && lines[0] == "added host `h1`", "\(found.output)")
            #expect(
                try lines[1].wholeMatch(
                    of: Regex("`h1`: .+, linux/.+, docker 20\\.10\\.24\\+stub, .+ of memory, .+ free in /.+"))
                    != nil, "\(found.output)")
            #expect(await engine.creations().isEmpty)
            #expect(!found.error.contains("warning"), "\(found.error)")
            // Without an engine, that is said.
            let without = try await program.run(add)
            #expect(without.exit == 0)
            #expect(without.output.contains("no engine"))
            #expect(without.error.contains("warning: host `h1` is there, and its engine is not"), "\(without.error)")
            // And where engines of hosts cannot be meant at all.
            let elsewhere = try await program.run(add, environment: ["DOCKER_HOST": "tcp://127.0.0.1:1"])
            #expect(elsewhere.exit == 0 && elsewhere.error.contains("warning: "), "\(elsewhere.error)")
        }
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

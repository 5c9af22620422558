import EngineClient
import Foundation
import TestKit
import Testing
import Vocabulary

/// A life of an installation on an engine that keeps state, command by command.
struct TargetCommandTests {
    private static let compose = """
        services:
          web:
            image: registry.example.com/team/web:1
            command: sh -c "echo serving; serve"
            restart: unless-stopped
            environment: { SITE: "${SITE}", PASSWORD: "${PASSWORD}" }
            depends_on: [db]
          db:
            image: db:7
            command: serve
            restart: unless-stopped
            volumes: ["./data:/data"]

        """

    /// As `SampleBundle.small`, with a password that nobody generates.
    private func bundle() throws -> SampleBundle {
        var bundle = try SampleBundle.small()
        let bytes = Array(Self.compose.utf8)
        bundle.blobs[.of(bytes)] = bytes
        for index in bundle.manifest.files.indices where bundle.manifest.files[index].path.rawValue == "compose.yaml" {
            bundle.manifest.files[index].content = .file(.of(bytes, as: .bundleFile))
        }
        let password = try #require(VariableName("PASSWORD"))
        bundle.manifest.application.questions.append(
            Question(variable: password, label: "Password", type: .password, required: true))
        bundle.manifest.application.support = .init(name: "The makers", mail: "help@example.com")
        bundle.manifest.application.open = "http://${SITE}.example/"
        for index in bundle.manifest.profiles.indices { bundle.manifest.profiles[index].limits.healthySeconds = 2 }
        return bundle
    }

    private func withEngine(
        _ body: (Program, StubEngine, _ environment: [String: String]) async throws -> Void
    ) async throws {
        let program = try Program()
        defer { program.remove() }
        try bundle().write(to: AbsolutePath(program.scratch.path + "/sample.valise", relativeTo: .root))
        try await StubEngine.run { engine in
            try await body(program, engine, ["DOCKER_HOST": engine.address.description])
        }
    }

    @Test func aLife() async throws {
        try await withEngine { program, _, environment in
            func expect(_ name: String, _ arguments: [String], input: String = "") async throws {
                try await Snapshot.expect(
                    name, arguments + ["--progress", "none"], by: program, input: input, environment: environment)
            }
            let install = ["install", "sample.valise"]
            try await expect("install-answer-missing", install)
            try await expect("install-password-in-set", install + ["--set", "PASSWORD=secret", "--set", "STIE=x"])
            try await expect("install-wrong-profile", install + ["--profile", "demo"])
            try await expect("install-wrong-name", install + ["--as", "My App"])
            try await expect("plan", ["plan", "sample.valise", "--answers", "-"], input: "PASSWORD: secret\n")
            try await expect(
                "plan-json", ["plan", "sample.valise", "--answers", "-", "--format", "json"],
                input: "PASSWORD: secret\n")
            try await expect("install", install + ["--answers", "-"], input: "PASSWORD: secret\n")
            try await expect("install-again", install)
            try await expect("install-again-json", install + ["--format", "json"])
            try await expect("list", ["list"])
            try await expect("list-json", ["list", "--format", "json"])
            try await expect("status", ["status"])
            try await expect("status-json", ["status", "sample", "--format", "json"])
            try await expect("status-unknown", ["status", "sampel"])
            try await expect("open", ["open", "sample", "--print"])
            try await expect("open-json", ["open", "sample", "--print", "--format", "json"])
            try await expect("logs", ["logs", "sample", "web"])
            try await expect("logs-json", ["logs", "sample", "--format", "json"])
            try await expect("logs-unknown-service", ["logs", "sample", "wbe"])
            try await Snapshot.expect(
                "exec", ["exec", "sample", "web", "--", "sh", "-c", "echo out; echo err >&2; exit 7"], by: program,
                environment: environment)
            try await expect("stop-service", ["stop", "sample", "web"])
            try await expect("status-unhealthy", ["status", "sample"])
            try await Snapshot.expect(
                "exec-not-running", ["exec", "sample", "web", "--", "true"], by: program, environment: environment)
            try await expect("start", ["start", "sample"])
            try await expect("start-again-json", ["start", "sample", "--format", "json"])
            try await expect("restart", ["restart", "sample"])
            try await expect("stop-json", ["stop", "sample", "--format", "json"])
            try await expect("resume-nothing", ["resume"])
            try await expect("resume-nothing-json", ["resume", "sample", "--format", "json"])
            try await expect("uninstall-no-consent", ["uninstall", "sample"])
            try await expect("uninstall", ["uninstall", "sample", "--yes"])
            try await expect("list-removed", ["list"])
            try await expect("uninstall-data-json", ["uninstall", "sample", "--data", "--yes", "--format", "json"])
            try await expect("uninstall-unknown", ["uninstall", "sample", "--yes"])
            let secret = try await program.run(["list", "--format", "json"], environment: environment)
            #expect(!secret.output.contains("secret"))
        }
    }

    @Test func checkNamesEveryPrerequisite() async throws {
        try await withEngine { program, _, environment in
            let arguments = ["check", "sample.valise", "--set-file", "PASSWORD=password", "--format", "json"]
            try program.write("secret\n", to: "password")
            let outcome = try await program.run(arguments, environment: environment)
            #expect(outcome.output.hasPrefix("{\n  \"schema\": \"valise.check.v1\",\n  \"clear\": "))
            for id in ["engine.reachable", "ports", "names.containers", "clock"] {
                #expect(outcome.output.contains("\"id\": \"\(id)\""), "no check \(id)")
            }
            #expect(!(outcome.output + outcome.error).contains("secret"))
        }
    }

    @Test func withoutAnEngineAllElseIsSaidToo() async throws {
        let program = try Program()
        defer { program.remove() }
        let outcome = try await program.run(["check", "--progress", "none"])
        #expect(outcome.exit == 12)
        #expect(outcome.output.contains("FAILED  engine reachable"))
        #expect(outcome.output.contains("ok      clock"))
        #expect(outcome.error.contains("`engine.reachable`"))
        #expect(outcome.error.contains("hint: the remedies stand above"))
    }

    @Test func aServiceThatDoesNotComeUpIsExit15() async throws {
        try await withEngine { program, engine, environment in
            await engine.script(.service("web"), StubScript(exitCode: 3))
            let outcome = try await program.run(
                ["install", "sample.valise", "--answers", "-", "--yes"], input: "PASSWORD: secret\n",
                environment: environment)
            #expect(outcome.exit == 15)
            #expect(outcome.error.contains("valise logs sample web"))
            #expect(outcome.error.hasSuffix("\nsupport: The makers, help@example.com\n"))
            #expect(!outcome.error.contains("secret"))
        }
    }

    @Test func withNothingInstalled() async throws {
        let program = try Program()
        defer { program.remove() }
        try await Snapshot.expect("list-empty", ["list"], by: program)
        try await Snapshot.expect("status-empty", ["status", "--format", "json"], by: program)
        for arguments in [
            ["status", "x"], ["start", "x"], ["stop", "x"], ["restart", "x"], ["open", "x"], ["logs", "x"],
            ["exec", "x", "y", "--", "z"], ["uninstall", "x", "--yes"], ["resume", "x"],
        ] {
            let outcome = try await program.run(arguments)
            #expect(outcome.exit == 16, "valise \(arguments.joined(separator: " "))")
            #expect(outcome.error.hasPrefix("error: there is no installation `x` here\n"))
            #expect(outcome.output.isEmpty)
        }
        let state = program.scratch.appending(path: "state").path
        #expect(!FileManager.default.fileExists(atPath: state), "asking makes no state folder")
    }
}

import Foundation
import TestKit
import Testing
import Vocabulary

/// `inspect`, `verify` and `serve` on a sound bundle and on damaged ones.
struct BundleCommandTests {
    private func withBundle(_ body: (Program) async throws -> Void) async throws {
        let program = try Program()
        defer { program.remove() }
        try SampleBundle.small().write(to: AbsolutePath(program.scratch.path + "/small.valise", relativeTo: .root))
        try await body(program)
    }

    @Test(arguments: [
        ("inspect", ["inspect", "small.valise"]),
        ("inspect-json", ["inspect", "small.valise", "--format", "json"]),
        ("verify", ["verify", "small.valise"]),
        ("verify-json", ["verify", "small.valise", "--format", "json", "--progress", "none"]),
        ("verify-progress-json", ["verify", "small.valise", "--progress", "json"]),
        ("inspect-missing", ["inspect", "nothing.valise"]),
    ])
    func sound(name: String, arguments: [String]) async throws {
        try await withBundle { program in try await Snapshot.expect(name, arguments, by: program) }
    }

    @Test func truncated() async throws {
        try await withBundle { program in
            let file = program.scratch.appending(path: "small.valise")
            let bytes = try Data(contentsOf: file)
            try bytes.prefix(bytes.count / 2).write(to: file)
            try await Snapshot.expect("inspect-truncated", ["inspect", "small.valise"], by: program)
            try await Snapshot.expect(
                "inspect-truncated-json", ["inspect", "small.valise", "--format", "json"], by: program)
        }
    }

    @Test func notABundle() async throws {
        try await withBundle { program in
            try program.write("hello", to: "small.valise")
            try await Snapshot.expect("inspect-not-a-bundle", ["inspect", "small.valise"], by: program)
        }
    }

    @Test func serveTellsItsAddressAndEndsWithCtrlC() async throws {
        try await withBundle { program in
            let outcome = try await program.interrupt(
                ["serve", "small.valise", "--format", "json"], once: "valise.serve.v1", in: .output)
            #expect(outcome.exit == 130)
            #expect(outcome.output.contains(#""address": "127.0.0.1:"#))
            #expect(outcome.error.contains("read-only; Ctrl-C ends it"))
            #expect(!outcome.error.contains("error:"))
        }
    }

    @Test func tlsTakesCertificateAndKey() async throws {
        try await withBundle { program in
            for options in [["--tls-certificate", "a.crt"], ["--tls-key", "a.key"]] {
                let outcome = try await program.run(["serve", "small.valise"] + options)
                #expect(outcome.exit == 64)
                #expect(outcome.error.contains("give both"))
            }
            let outcome = try await program.run(
                ["serve", "small.valise", "--tls-certificate", "a.crt", "--tls-key", "a.key"])
            #expect(outcome.exit == 64)
            #expect(outcome.error.contains("cannot serve with TLS"))
        }
    }

    @Test func aPortThatIsTakenIsSaid() async throws {
        try await withBundle { program in
            let outcome = try await program.run(["serve", "small.valise", "--listen", "203.0.113.1:80"])
            #expect(outcome.exit != 0 && outcome.exit != 1)
            #expect(outcome.error.contains("203.0.113.1"))
        }
    }
}

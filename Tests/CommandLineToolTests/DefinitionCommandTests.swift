import Foundation
import TestKit
import Testing
import Vocabulary

/// `init`, `config`, `lint` and `pack`, without an engine: images come from an `oci:` folder.
struct DefinitionCommandTests {
    private let compose = """
        services:
          db:
            image: db:7
            restart: unless-stopped
            environment: { SITE: "${SITE:-here}", PRICE: "5$$" }
            volumes: ["./site.conf:/etc/site.conf:ro"]

        """

    private func withDefinition(_ body: (Program) async throws -> Void) async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(
            """
            name: small
            version: 1.0.0
            title: Small
            support: { name: The makers, phone: "+49 30 123" }
            platforms: [linux/amd64]
            questions: [{ variable: SITE, label: Site, type: string, default: here }]
            images: { "db:7": "oci:layout#docker.io/library/db:7" }

            """, to: "small/valise.yaml")
        try program.write(compose, to: "small/compose.yaml")
        try program.write("listen 80\n", to: "small/site.conf")
        // A bundle is an OCI image layout.
        for entry in try SampleBundle.small().entries() {
            try program.write(Data(entry.bytes), to: "small/layout/\(entry.name)")
        }
        try await body(program)
    }

    @Test func initWritesWhatCanBeLinted() async throws {
        let program = try Program()
        defer { program.remove() }
        try await Snapshot.expect("init", ["init", "hello"], by: program)
        try await Snapshot.expect("init-exists", ["init", "hello"], by: program)
        try await Snapshot.expect("init-json", ["init", "second", "--format", "json"], by: program)
        try await Snapshot.expect("lint-init", ["lint", "hello"], by: program)
        try await Snapshot.expect("pack-without-engine", ["pack", "hello"], by: program)
    }

    @Test func config() async throws {
        try await withDefinition { program in
            try await Snapshot.expect("config", ["config", "small"], by: program)
            try await Snapshot.expect(
                "config-json", ["config", "-f", "small/compose.yaml", "--format", "json"], by: program)
            try await Snapshot.expect(
                "config-no-interpolate", ["config", "-f", "small/compose.yaml", "--no-interpolate"], by: program)
            try await Snapshot.expect("config-no-file", ["config"], by: program)
            try program.write("services: { web: { image: a, imgae: b } }\n", to: "bad.yaml")
            try await Snapshot.expect("config-unknown-key", ["config", "-f", "bad.yaml"], by: program)
            try await Snapshot.expect(
                "config-unknown-key-json", ["config", "-f", "bad.yaml", "--format", "json"], by: program)
        }
    }

    @Test func packGivesTheSameBundleTwice() async throws {
        try await withDefinition { program in
            let time = ["SOURCE_DATE_EPOCH": "1700000000"]
            let quiet = ["--progress", "none"]
            try await Snapshot.expect("pack", ["pack", "small"] + quiet, by: program, environment: time)
            try await Snapshot.expect(
                "pack-json", ["pack", "small", "-o", "second.valise", "--format", "json"] + quiet, by: program,
                environment: time)
            let first = try Data(contentsOf: program.scratch.appending(path: "small-1.0.0.valise"))
            #expect(try Data(contentsOf: program.scratch.appending(path: "second.valise")) == first)
            try await Snapshot.expect(
                "pack-wrong-epoch", ["pack", "small"], by: program, environment: ["SOURCE_DATE_EPOCH": "yesterday"])
            try await Snapshot.expect("inspect-packed", ["inspect", "small-1.0.0.valise"], by: program)
        }
    }

    @Test func aBundleInParts() async throws {
        try await withDefinition { program in
            try program.write(
                compose.replacing("[\"./site", with: "[\"./large:/large:ro\", \"./site"), to: "small/compose.yaml")
            try program.write(Data((0..<2_500_000).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }), to: "small/large")
            let time = ["SOURCE_DATE_EPOCH": "1700000000"]
            let quiet = ["--progress", "none"]
            let name = "small-1.0.0.valise"
            _ = try await program.run(["pack", "small"] + quiet, environment: time)
            let whole = try Data(contentsOf: program.scratch.appending(path: name))
            try await Snapshot.expect(
                "pack-split", ["pack", "small", "--split", "1MiB"] + quiet, by: program, environment: time)
            try await Snapshot.expect(
                "pack-split-json", ["pack", "small", "--split", "1048576", "--format", "json"] + quiet, by: program,
                environment: time)
            #expect(!FileManager.default.fileExists(atPath: program.scratch.appending(path: name).path))
            let parts = try (1...3).map { try Data(contentsOf: program.scratch.appending(path: "\(name).00\($0)")) }
            #expect(parts.reduce(Data(), +) == whole)
            try await Snapshot.expect("inspect-split", ["inspect", "\(name).001"], by: program)
            try await Snapshot.expect(
                "verify-split", ["verify", "\(name).002", "--progress", "none"], by: program)
            try FileManager.default.removeItem(at: program.scratch.appending(path: "\(name).002"))
            try await Snapshot.expect("inspect-part-missing", ["inspect", "\(name).001"], by: program)
            // A bundle that is small enough stays one file, and takes the place of the parts.
            try await Snapshot.expect(
                "pack-split-none", ["pack", "small", "--split", "4GiB"] + quiet, by: program, environment: time)
            #expect(!FileManager.default.fileExists(atPath: program.scratch.appending(path: "\(name).001").path))
            #expect(try Data(contentsOf: program.scratch.appending(path: name)) == whole)
            try await Snapshot.expect("pack-split-wrong", ["pack", "small", "--split", "4"], by: program)
        }
    }

    @Test func everythingWrongIsSaidAtOnce() async throws {
        try await withDefinition { program in
            try await Snapshot.expect("lint", ["lint", "small"], by: program)
            try await Snapshot.expect("lint-json", ["lint", "small", "--format", "json"], by: program)
            try program.write("name: Small\nversion: 1.0.0\ntitel: Small\n", to: "small/valise.yaml")
            try program.write("services: { web: {} }\n", to: "small/compose.yaml")
            try await Snapshot.expect("lint-wrong", ["lint", "small"], by: program)
            try await Snapshot.expect("pack-wrong", ["pack", "small"], by: program)
            try await Snapshot.expect("pack-nowhere", ["pack", "nowhere"], by: program)
        }
    }
}

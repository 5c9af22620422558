import EngineClient
import Foundation
import TestKit
import Testing
import Vocabulary

/// A bundle for several hosts, from its definition to the table of where its services may run.
struct SeveralHostsTests {
    private static let sheet = """
        name: site
        version: 1.0.0
        profiles: [customer-site, demo-laptop]

        """
    private static let compose = """
        services:
          web:
            image: web:1
            restart: unless-stopped
            deploy:
              replicas: 2
              placement: { constraints: [node.labels.site.role == web], preferences: [{ spread: node.labels.rack }] }
          db:
            image: db:1
            volumes: ["data:/data"]
          lb:
            image: web:1
            deploy: { mode: global }
            ports: [{ target: 443, published: "443", mode: host }]
          log:
            image: web:1
            x-valise: { with: db }
        volumes: { data: {} }

        """
    private static let inventory = """
        hosts:
          - { name: h1, address: 10.0.0.11, local: true, labels: { site.role: web, rack: 1 }, platform: linux/amd64 }
          - { name: h2, address: 10.0.0.12, ssh: h2, labels: { site.role: web, rack: 2 }, platform: linux/amd64 }
          - { name: h3, address: 10.0.0.13, ssh: h3, labels: { ccs: "true" }, platform: linux/amd64 }

        """

    @Test func whatSwarmCannotDoIsRefusedWhilePacking() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.sheet, to: "site/valise.yaml")
        try program.write(Self.compose, to: "site/compose.yaml")
        try await Snapshot.expect("lint-several-hosts", ["lint", "site"], by: program)
        let wrong = Self.compose.replacing(
            "443\", mode: host }]", with: "443\", host_ip: 127.0.0.1 }]\n    privileged: true")
        try program.write(wrong, to: "site/compose.yaml")
        try await Snapshot.expect("pack-several-hosts-wrong", ["pack", "site"], by: program)
    }

    @Test func whereServicesMayRun() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.write(Self.sheet, to: "site/valise.yaml")
        try program.write(Self.compose, to: "site/compose.yaml")
        try program.write(Self.inventory, to: "hosts.yaml")
        try await StubEngine.run { engine in
            for name in ["web:1", "db:1"] {
                try await engine.add(PlainImage(files: ["file": name]), as: try #require(ImageReference(name)))
            }
            let packed = try await program.run(
                ["pack", "site", "-o", "site.valise", "--images-from", "engine", "--progress", "none"],
                environment: ["DOCKER_HOST": engine.address.description])
            #expect(packed.exit == 0, "\(packed.error)")
        }
        let plan = ["plan", "site.valise", "--profile", "customer-site"]
        func expect(_ name: String, _ arguments: [String]) async throws {
            try await Snapshot.expect(name, arguments, by: program)
        }
        try await expect("plan-several-hosts", plan + ["--hosts", "hosts.yaml"])
        try await expect("plan-several-hosts-json", plan + ["--hosts", "hosts.yaml", "--format", "json"])
        try await expect(
            "plan-several-hosts-few", ["plan", "site.valise", "--profile", "demo-laptop", "--hosts", "hosts.yaml"])
        try program.write(Self.inventory.replacing("site.role: web", with: "site.roll: web"), to: "wrong.yaml")
        try await expect("plan-several-hosts-nowhere", plan + ["--hosts", "wrong.yaml"])
        // No way leads to any of them: all are named at once.
        try program.write("Host *\n  ProxyCommand /bin/false\n", to: "ssh_config")
        for verb in ["install", "check"] {
            let found = try await program.run(
                [
                    verb, "site.valise", "--profile", "customer-site", "--hosts", "hosts.yaml", "--ssh-config",
                    "ssh_config",
                ])
            #expect(found.exit == 12, "\(found.error)")
            for host in ["h2", "h3"] { #expect(found.error.contains("`\(host)`"), "\(found.error)") }
        }
        // What `hosts add` has kept counts where the profile is for several hosts.
        let added = try await program.run(["hosts", "add", "--from", "hosts.yaml", "--no-contact"])
        #expect(added.exit == 0, "\(added.error)")
        let kept = try await program.run(plan)
        let named = try await program.run(plan + ["--hosts", "hosts.yaml"])
        #expect(kept.exit == 0 && kept.output == named.output, "\(kept.error)")
        let several = try await program.run(
            ["install", "site.valise", "--profile", "customer-site", "--ssh-config", "ssh_config"])
        #expect(several.exit == 12 && several.error.contains("`h2`"), "\(several.error)")
        let here = try await program.run(["install", "site.valise", "--profile", "demo-laptop", "--progress", "none"])
        #expect(!here.error.contains("`h2`"), "\(here.error)")
    }
}

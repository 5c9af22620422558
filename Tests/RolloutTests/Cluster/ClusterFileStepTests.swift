import EngineClient
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// Configs and secrets that a cluster keeps.
@Suite struct ClusterFileStepTests {
    private func references(
        _ hosts: StubbedHosts
    ) async throws -> (secrets: [TaskContainer.SecretReference], configs: [TaskContainer.ConfigReference]) {
        let client = try await hosts.engines[0].client()
        let service = try #require(try await client.inspectService("sample_db"))
        let container = service.specification.taskTemplate.container
        return (container.secrets ?? [], container.configs ?? [])
    }

    @Test func theyAreNamedByTheirContent() async throws {
        let application = try SampleApplication(compose: StubbedHosts.compose)
        try await StubbedHosts.run { hosts in
            let client = try await hosts.engines[0].client()
            _ = try await hosts.install(application)
            let first = try await references(hosts)
            let secret = try #require(first.secrets.first)
            #expect(secret.name.hasPrefix("sample_word_") && first.secrets.count == 1)
            #expect(
                secret.file
                    == TaskContainer.FileTarget(name: "/run/secrets/word", owner: "70", group: "0", mode: 0o400))
            let config = try #require(first.configs.first)
            #expect(config.file == TaskContainer.FileTarget(name: "/etc/about"))
            let kept = try #require(try await client.inspectConfig(config.name))
            #expect(kept.specification.data == Array("of here".utf8) && kept.id == config.id)
            #expect(kept.specification.labels[ObjectLabel.installation] == "sample")
            #expect(try await client.listSecrets().map(\.id) == [secret.id])
            // No host has them as files, and the one that is mounted is where it was.
            for picture in try await hosts.picture() {
                #expect(!picture.files.contains { $0.contains("secrets/") || $0.contains("configs/") })
            }
            #expect(try await hosts.picture()[1].files.contains { $0.hasSuffix("config/site.conf") })

            // Another content is another object; the one before goes when nothing uses it any more.
            _ = try await hosts.install(application, ["PASSWORD": "another-of-the-test"])
            let second = try await references(hosts)
            #expect(second.secrets.map(\.name) != first.secrets.map(\.name))
            #expect(second.configs == first.configs)
            #expect(try await client.listSecrets().map(\.name) == second.secrets.map(\.name))
            _ = try await hosts.uninstall()
        }
    }

    @Test func whatSomebodyElseHasIsNotTouched() async throws {
        let application = try SampleApplication(compose: StubbedHosts.compose)
        try await StubbedHosts.run { hosts in
            _ = try await hosts.install(application)
            let client = try await hosts.engines[0].client()
            let name = try #require(try await references(hosts).secrets.first?.name)
            _ = try await hosts.uninstall()

            // It forms the cluster first, so somebody else's is there before the services are.
            _ = try await hosts.install(application, ["PASSWORD": "another-of-the-test"])
            _ = try await client.createSecret(SecretSpecification(name: name, data: [1]))
            let problem = try await refused { _ = try await hosts.install(application) }
            #expect(problem?.code == "secret.name-taken")
            #expect(
                problem?.message
                    == "cannot use the secret name `\(name)`: a secret that is not of installation `sample` has it")
            #expect(problem?.hint?.contains("docker secret rm \(name)") == true)
            #expect(try await client.inspectSecret(name)?.labels.isEmpty == true)
            try await client.removeSecret(name)
            _ = try await hosts.resume()
            #expect(try await references(hosts).secrets.map(\.name) == [name])
            _ = try await hosts.uninstall()
        }
    }
}

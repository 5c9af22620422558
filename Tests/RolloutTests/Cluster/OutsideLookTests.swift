import Foundation
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// `x-valise: check` on several hosts: looked at from the host that runs the task, while an install waits and by `status`.
@Suite struct ClusterOutsideLookTests {
    private static func compose(_ port: Int) -> String {
        """
        services:
          web:
            image: sample-web:1
            command: ["/bin/sh", "-c", "exec httpd -f -p 80 -h /www"]
            x-valise: { check: { tcp: \(port) } }
            deploy: { placement: { constraints: ["node.labels.site.role == web"] } }

        """
    }

    @Test func silenceIsNoSuccess() async throws {
        let listener = try OpenPort()
        let application = try SampleApplication(compose: Self.compose(listener.number))
        try await StubbedHosts.run { hosts in
            _ = try await hosts.install(application)
            #expect(try await hosts.cluster().status(Site.name("sample")).health == .healthy)

            listener.close()
            let status = try await hosts.cluster().status(Site.name("sample"))
            let web = try #require(status.services.first)
            #expect(web.health != .healthy)
            let host = try #require(web.tasks.first?.host)
            #expect(web.reason == "not answering at TCP :\(listener.number) on `\(host)`: connection refused")
            #expect(web.hint == "look why: `valise logs sample web`")

            let problem = try await refused {
                _ = try await hosts.install(application, ["NOTE": "other"], waiting: 1)
            }
            #expect(problem?.code == "service.unhealthy")
            #expect(
                problem?.found?.contains(
                    "not answering at TCP :\(listener.number) on `\(host)`: connection refused after 1 s") == true)
            _ = try await hosts.uninstall()
        }
    }
}

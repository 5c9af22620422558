import EngineClient
import Foundation
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// A real engine on another host, through its host's connection: what a client does there is what it does here.
@Suite(.enabled(if: TestHosts.ofEnvironment != nil, "needs test hosts with sshd: Tests/run makes them"))
struct EngineOverSSHTests {
    @Test func aContainersLife() async throws {
        let folder = try TemporaryFolder()
        let hosts = try #require(TestHosts.ofEnvironment)
        let host = try await hosts.connection(to: hosts.first, knownHosts: folder.path.appending("known_hosts")).open()
        let socket = try await host.engineSocket(at: try #require(AbsolutePath("/run/docker.sock")))
        let client = try await EngineClient.connect(to: .unix(socket.path))
        let busybox = try #require(try PlainImage.busybox(), "busybox-static is missing: run Tests/setup test")
        let image = try #require(ImageReference("valise.test/ssh/busybox:1"))
        _ = try await client.importImage(.bytes(busybox.layers[0]), as: image, changes: ["ENV PATH=/bin"])
        var specification = ContainerSpecification(image: image.familiar)
        specification.command = ["sh", "-c", "echo up; exec sleep 1000"]
        specification.host.networkMode = "none"
        let id = try await client.createContainer(name: "over-ssh", specification: specification).id
        try await client.startContainer(id)

        // Both directions at once, and each ends by itself.
        var command = ExecSpecification(command: ["cat"])
        command.attachInput = true
        let exec = try await client.createExec(id, command)
        let session = try await client.startExec(exec, tty: false, silence: .limited(.seconds(30)))
        let text = Array(String(repeating: "all that is said comes back\n", count: 100_000).utf8)
        let sending = Task {
            try await session.write(text)
            try await session.closeInput()
        }
        var back: [UInt8] = []
        for try await chunk in session { back += chunk.bytes }
        try await sending.value
        #expect(back == text)
        #expect(try await client.exitCode(of: exec, limit: .seconds(30)) == 0)

        // A stream that never ends is left, and the connection goes on.
        var following = LogOptions()
        following.end = .followed(silence: .limited(.seconds(30)))
        for try await chunk in try await client.containerLogs(id, options: following) {
            #expect(String(decoding: chunk.bytes, as: UTF8.self) == "up\n")
            break
        }
        try await client.removeContainer(id, .forced)
        _ = try await client.removeImage(image.familiar, .forced)
        #expect(try await client.listContainers().isEmpty)
        withExtendedLifetime(socket) {}
    }
}

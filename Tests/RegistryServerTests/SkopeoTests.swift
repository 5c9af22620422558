import Foundation
import Testing
import Vocabulary

@testable import RegistryServer

/// A client that others wrote.
@Suite struct SkopeoTests {
    static let program = "/usr/bin/skopeo"
    static var isThere: Bool { access(program, X_OK) == 0 }

    @Test(.enabled(if: Self.isThere, "skopeo is not installed"))
    func skopeoCopiesAnImage() async throws {
        let bytes = Bytes.noise(10)
        let content = SampleContent(file: try OpenedFile(bytes), bytes: bytes)
        let folder = FileManager.default.temporaryDirectory.path + "/valise-skopeo-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await RegistryServer.serving(content) { server in
            let source = "docker://\(server.address)/\(SampleContent.repository):1"
            try await blocking {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: Self.program)
                process.arguments = ["copy", "--insecure-policy", "--src-tls-verify=false", source, "dir:" + folder]
                process.environment = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C"]
                let output = Pipe()
                process.standardError = output
                process.standardOutput = FileHandle.nullDevice
                try process.run()
                let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
                process.waitUntilExit()
                #expect(process.terminationStatus == 0, "\(text)")
            }
        }
        let manifest = try #require(FileManager.default.contents(atPath: folder + "/manifest.json"))
        #expect(Array(manifest) == SampleContent.image().manifest.bytes)
    }
}

import Foundation
import TestKit
import Testing
import Vocabulary

/// Debian's `docker-registry`, the distribution project's own: unpacked, not installed, on a free port of 127.0.0.1, with everything in a folder of its own.
struct DistributionRegistry {
    let host: String

    /// `VALISE_TEST_REGISTRY`, or where `Tests/registry` has unpacked it.
    static let program: String? = {
        let named = ProcessInfo.processInfo.environment["VALISE_TEST_REGISTRY"].flatMap { $0.isEmpty ? nil : $0 }
        let unpacked =
            URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().path + "/.build/registry/usr/bin/docker-registry"
        return [named, unpacked].lazy.compactMap { $0 }.first { access($0, X_OK) == 0 }
    }()
    static let reason: Comment = "there is no docker-registry: run Tests/registry, or name one in VALISE_TEST_REGISTRY"

    static let user = "user"
    static let password = "open sesame"
    /// bcrypt of the password, as `htpasswd -B` writes it.
    private static let passwordFile = "user:$2y$05$abcdefghijklmnopqrstuupx2xBUC4954936wVIjyyPHmUBFu0wCW\n"

    /// Runs it for the length of `body`; with an authority behind TLS, and with the password.
    static func run(authority: PrivateAuthority? = nil, _ body: (DistributionRegistry) async throws -> Void)
        async throws
    {
        let folder = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(program))
        process.arguments = ["serve", try folder.write(try settings(folder, authority), at: "config.yml").rawValue]
        process.environment = ["OTEL_TRACES_EXPORTER": "none"]
        let log = Pipe()
        process.standardError = log
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        let port = try #require(
            try await Self.port(log.fileHandleForReading), "docker-registry did not begin to listen")
        try await body(DistributionRegistry(host: "127.0.0.1:\(port)"))
    }

    private static func settings(_ folder: TemporaryFolder, _ authority: PrivateAuthority?) throws -> String {
        var text = """
            version: 0.1
            storage: { filesystem: { rootdirectory: "\(folder.path)/data" } }
            http:
              addr: 127.0.0.1:0
              secret: test

            """
        if let authority {
            try folder.write(passwordFile, at: "htpasswd")
            text += """
                  tls: { certificate: "\(authority.serverCertificate)", key: "\(authority.serverKey)" }
                auth: { htpasswd: { realm: "a, realm", path: "\(folder.path)/htpasswd" } }

                """
        }
        return text
    }

    /// What it says in its log: `listening on 127.0.0.1:40123`. The rest of the log is read away, so that it never waits for us.
    private static func port(_ log: FileHandle) async throws -> Int? {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var text = ""
                var isTold = false
                while true {
                    let part = log.availableData
                    if part.isEmpty { break }
                    guard !isTold else { continue }
                    text += String(decoding: part, as: UTF8.self)
                    if let port = text.firstMatch(of: /listening on 127\.0\.0\.1:(\d+)/).flatMap({ Int($0.1) }) {
                        isTold = true
                        continuation.resume(returning: port)
                    }
                }
                if !isTold { continuation.resume(returning: nil) }
            }
        }
    }
}

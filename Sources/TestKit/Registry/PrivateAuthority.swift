import Foundation
public import Vocabulary

/// A certificate authority of a test's own, with one certificate for `localhost` and 127.0.0.1, made by the program `openssl`.
public final class PrivateAuthority: Sendable {
    private let folder: TemporaryFolder
    /// The authority's certificate, in PEM form.
    public var certificate: AbsolutePath { folder.path.appending("ca.crt") }
    public var serverCertificate: AbsolutePath { folder.path.appending("server.crt") }
    public var serverKey: AbsolutePath { folder.path.appending("server.key") }
    /// For who speaks to a server that asks who that is.
    public var clientCertificate: AbsolutePath { folder.path.appending("client.cert") }
    public var clientKey: AbsolutePath { folder.path.appending("client.key") }

    /// Whether the program is here.
    public static var isAvailable: Bool { access("/usr/bin/openssl", X_OK) == 0 }

    /// Takes about a tenth of a second.
    /// - Parameter names: what the server's certificate is for (`subjectAltName`).
    public init(names: String = "DNS:localhost,IP:127.0.0.1") async throws {
        let folder = try TemporaryFolder()
        self.folder = folder
        let ends = ["-CA", "ca.crt", "-CAkey", "ca.key", "-addext", "basicConstraints=critical,CA:FALSE"]
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
        try await Self.openssl(
            ["req", "-x509", "-subj", "/CN=valise test authority", "-keyout", "ca.key", "-out", "ca.crt"] + key, folder)
        try await Self.openssl(
            ["req", "-x509", "-subj", "/CN=valise test", "-keyout", "server.key", "-out", "server.crt"]
                + ["-addext", "subjectAltName=\(names)"] + ends + key, folder)
        try await Self.openssl(
            ["req", "-x509", "-subj", "/CN=valise client", "-keyout", "client.key", "-out", "client.cert"] + ends + key,
            folder)
    }

    private static func openssl(_ arguments: [String], _ folder: TemporaryFolder) async throws {
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
                process.arguments = arguments
                process.currentDirectoryURL = URL(fileURLWithPath: folder.path.rawValue)
                process.standardError = FileHandle.nullDevice
                do {
                    try process.run()
                    process.waitUntilExit()
                    continuation.resume(returning: process.terminationStatus)
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
        guard status == 0 else { throw StubFailure.brokenOff }
    }
}

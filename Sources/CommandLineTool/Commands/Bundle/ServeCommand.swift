import ArgumentParser
import Foundation
import Opening
import RegistryServer
import Vocabulary

/// `valise serve`: the bundle as a registry.
struct ServeCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve a bundle as a registry, for any client, until Ctrl-C.",
        usage:
            "valise serve <file> [--listen <address>] [--form packed|plain] [--tls-certificate <file> --tls-key <file>] [<options>]",
        discussion: """
            Nothing is extracted and nothing can be pushed. Whoever reaches the address
            can pull: it is this machine only, unless `--listen` says otherwise.

            Engines pull from another machine only with TLS: give a certificate for the
            name or address that they will use, and make its authority known to them
            (for Docker: /etc/docker/certs.d/HOST:PORT/ca.crt).

            Examples:
              valise serve hello-1.0.0.valise --listen 127.0.0.1:5000
              valise serve hello-1.0.0.valise --listen 0.0.0.0:5000 \\
                --tls-certificate server.crt --tls-key server.key
              skopeo copy --src-tls-verify=false docker://127.0.0.1:5000/docker.io/library/redis:7 dir:redis
            """)

    @Argument(help: "The bundle.") var file: String
    @Option(help: ArgumentHelp("Where to listen; port 0 is any free one.", valueName: "address"))
    var listen = "127.0.0.1:0"
    @Option(help: ArgumentHelp("Layers as they are stored (zstd), or uncompressed.", valueName: "packed|plain"))
    var form: Form = .packed
    @Option(help: ArgumentHelp("Speak TLS with this certificate and its chain (PEM).", valueName: "file"))
    var tlsCertificate: String?
    @Option(help: ArgumentHelp("The certificate's key (PEM, without a password).", valueName: "file"))
    var tlsKey: String?
    @OptionGroup var common: CommonOptions

    enum Form: String, ExpressibleByArgument, CaseIterable, Sendable { case packed, plain }

    func validate() throws {
        if Self.parse(listen) == nil {
            throw ValidationError(
                "The value `\(listen)` is invalid for `--listen <address>`. Give 127.0.0.1:5000 or [::1]:5000")
        }
        if (tlsCertificate == nil) != (tlsKey == nil) {
            throw ValidationError("Give both, `--tls-certificate <file>` and `--tls-key <file>`, or neither.")
        }
    }

    func run(in session: Session) async throws -> CommandExit {
        guard let (host, port) = Self.parse(listen) else { return .done }
        var identity: ServerIdentity?
        if let tlsCertificate, let tlsKey {
            identity = try ServerIdentity(certificate: session.path(tlsCertificate), key: session.path(tlsKey))
        }
        let bundle = try session.bundle(file)
        let content = BundleRegistry(bundle: bundle, preferred: form == .packed ? .packed : .plain)
        do {
            try await RegistryServer.serving(
                content, listening: host, port: port, identity: identity,
                onEvent: { event in
                    if case .failed(_, _, let problem) = event { session.warn(problem) }
                },
                { server in
                    try announce(server, of: bundle, in: session)
                    while true { try await Task.sleep(for: .seconds(3600)) }
                })
        } catch is CancellationError {
            // Ctrl-C is how a person ends it.
        }
        return .interrupted
    }

    private func announce(_ server: RegistryServer, of bundle: VerifiedBundle, in session: Session) throws {
        let references = bundle.manifest.images.map { $0.reference.served(at: server.address) }
        try session.print(
            .document(
                "valise.serve.v1",
                [
                    "address": .string(server.address), "bundle": .text(bundle.id),
                    "form": .string(form.rawValue), "images": .list(references), "tls": .boolean(tlsKey != nil),
                ]),
            text: references.map { $0 + "\n" }.joined())
        let way = tlsKey == nil ? "in plaintext" : "with TLS"
        session.tell(
            "serving \(bundle.path.lastComponent) on \(server.address), \(way), read-only; Ctrl-C ends it")
    }

    /// `HOST:PORT`, `[ADDRESS]:PORT`, or either without a port.
    static func parse(_ text: String) -> (host: String, port: Int)? {
        var host = Substring(text)
        var port = 0
        if let colon = text.lastIndex(of: ":"), !text[colon...].contains("]"),
            text.hasPrefix("[") || text.filter({ $0 == ":" }).count == 1
        {
            guard let number = UInt16(text[text.index(after: colon)...]) else { return nil }
            port = Int(number)
            host = text[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        // An address of this machine in digits: names would be looked up.
        var bytes = in6_addr()
        let isAddress =
            host == "localhost" || inet_pton(AF_INET, String(host), &bytes) == 1
            || inet_pton(AF_INET6, String(host), &bytes) == 1
        return isAddress ? (String(host), port) : nil
    }
}

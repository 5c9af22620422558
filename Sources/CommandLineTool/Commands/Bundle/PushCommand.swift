import ArgumentParser
import Opening
import RegistryClient
import Rollout
import Vocabulary

/// `valise push`: the images of a bundle into a site's own registry.
struct PushCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "push", abstract: "Copy every image of a bundle into a registry of the site.",
        usage: "valise push <file> <registry[/prefix]> [--form packed|plain] [<options>]",
        discussion: """
            Images keep path and tag: `docker.io/library/redis:7` becomes `REGISTRY/library/redis:7`. Only what is not there is
            sent; broken off, do it again. Log in with `docker login` or `podman login` before, where the registry asks for it.

            Examples:
              valise push hello-1.0.0.valise registry.example.com
              valise push hello-1.0.0.valise registry.example.com:5000/site --registry-ca ca.pem
              valise push hello-1.0.0.valise 127.0.0.1:5000 --form plain
            """)

    @Argument(help: "The bundle.") var file: String
    @Argument(help: ArgumentHelp("The registry, and what stands in front of each name there.")) var registry: String
    @Option(
        help: ArgumentHelp(
            "Layers as they are stored (zstd), or uncompressed, for engines before 23.", valueName: "packed|plain"))
    var form: ServeCommand.Form = .packed
    @OptionGroup var registries: RegistryOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if PushDestination(registry) == nil {
            throw ValidationError(
                "The value `\(registry)` is invalid for `<registry>`. Give registry.example.com:5000/site, for example")
        }
    }

    func run(in session: Session) async throws -> CommandExit {
        guard let destination = PushDestination(registry) else { return .done }
        let bundle = try session.bundle(file)
        let report = try await RegistryClient.using(registries.configuration(in: session)) { client in
            try await push(
                bundle, to: destination, form: form == .packed ? .packed : .plain, over: client,
                progress: session.progress)
        }
        let images = report.images.sorted { $0.key < $1.key }
        try session.print(
            .document(
                "valise.push.v1",
                [
                    "bundle": .text(bundle.id), "registry": .text(destination.address), "form": .string(form.rawValue),
                    "images": .array(images.map { ["image": .text($0.key), "digest": .text($0.value)] }),
                    "uploaded": .integer(Int64(report.uploaded)), "present": .integer(Int64(report.present)),
                    "bytes": .integer(report.bytes.bytes),
                ]),
            text: images.map { "\($0.key.familiar)@\($0.value)\n" }.joined())
        session.tell("\(report.uploaded) blobs sent (\(report.bytes)), \(report.present) were there")
        return .done
    }
}

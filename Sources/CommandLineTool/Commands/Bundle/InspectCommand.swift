import ArgumentParser
import Opening
import Vocabulary

/// `valise inspect`: what a bundle holds.
struct InspectCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show what a bundle holds, at once, whatever its size.",
        usage: "valise inspect <file> [<options>]",
        discussion: """
            Layers are not read; `valise verify` reads every byte.

            Examples:
              valise inspect hello-1.0.0.valise
              valise inspect hello-1.0.0.valise --format json
            """)

    @Argument(help: "The bundle.") var file: String
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let bundle = try session.bundle(file)
        let summary = BundleSummary(
            id: bundle.id, manifest: bundle.manifest, size: bundle.size, parts: bundle.paths.count)
        try session.print(.document("valise.inspect.v1", summary.members), text: summary.text)
        return .done
    }
}

import ArgumentParser
import Bundling
import Vocabulary

/// `valise init`: a definition to begin with.
struct InitCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a small definition that packs.",
        usage: "valise init <dir> [<options>]",
        discussion: """
            Nothing is overwritten.

            Examples:
              valise init hello && valise lint hello && valise pack hello
            """)

    @Argument(help: "The folder; its name becomes the application's.") var dir: String
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let files = try initialize(session.path(dir))
        try session.print(
            .document("valise.init.v1", ["files": .list(files)]),
            text: files.map { Printable.text($0.rawValue) + "\n" }.joined())
        let isPlain = dir.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_./".contains($0)) }
        session.tell("next: `valise pack \(isPlain ? dir : "'\(dir)'")`")
        return .done
    }
}

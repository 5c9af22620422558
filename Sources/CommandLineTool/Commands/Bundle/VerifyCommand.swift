import ArgumentParser
import Opening
import Vocabulary

/// `valise verify`: every byte of a bundle.
struct VerifyCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Read every byte of a bundle and compare it with its digests.",
        usage: "valise verify <file> [<options>]",
        discussion: """
            Ends with 11 and says what is damaged where anything is.

            Examples:
              valise verify /media/stick/hello-1.0.0.valise
            """)

    @Argument(help: "The bundle.") var file: String
    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let report = try verifyEveryByte(session.bundle(file), progress: session.progress)
        try session.print(
            .document(
                "valise.verify.v1",
                [
                    "bundle": .text(report.id), "size": .integer(report.size.bytes),
                    "images": .integer(Int64(report.images)), "files": .integer(Int64(report.files)),
                    "layers": .integer(Int64(report.layers)), "storedBytes": .integer(report.storedBytes.bytes),
                    "plainBytes": .integer(report.plainBytes.bytes),
                    "uncheckedSignatures": .list(report.uncheckedSignatures),
                ]),
            text: text(report))
        return .done
    }

    private func text(_ report: VerificationReport) -> String {
        let signatures = report.uncheckedSignatures
        return "every byte is as it was packed\n\n"
            + BundleSummary.facts([
                ("bundle id", report.id.description),
                ("size", report.size.description),
                ("images", String(report.images)),
                ("layers", "\(report.layers), \(report.storedBytes) stored, \(report.plainBytes) unpacked"),
                ("files", String(report.files)),
                ("signatures", signatures.isEmpty ? nil : "\(signatures.count), not checked by this version"),
            ])
    }
}

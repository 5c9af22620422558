import Foundation
import HostAccess
import Testing

/// What a command printed, against what it printed when somebody read it and found it good.
///
/// `VALISE_RECORD_SNAPSHOTS=1` writes the files anew; then read the difference.
enum Snapshot {
    static func expect(
        _ name: String, _ arguments: [String], by program: Program, input: String = "",
        environment: [String: String] = [:], sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let outcome = try await program.run(arguments, input: input, environment: environment)
        let text = mask(
            """
            $ valise \(arguments.joined(separator: " "))
            exit \(outcome.exit)
            -- standard output
            \(outcome.output)-- standard error
            \(outcome.error)
            """, program)
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots/\(name).txt")
        if ProcessInfo.processInfo.environment["VALISE_RECORD_SNAPSHOTS"] == "1" {
            try Data(text.utf8).write(to: file)
            return
        }
        let known = (try? String(contentsOf: file, encoding: .utf8)) ?? "(none yet)"
        #expect(text == known, "snapshot \(name)", sourceLocation: sourceLocation)
    }

    /// What differs from run to run.
    private static func mask(_ text: String, _ program: Program) -> String {
        var text = text.replacing(program.scratch.path, with: "[DIR]")
        text = text.replacing(#/[0-9a-f]{64}/#, with: "[DIGEST]")
        text = text.replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/#, with: "[TIME]")
        if let host = LocalHost().hostName() {
            text = text.replacing("`\(host)`", with: "`[HOST]`").replacing("\"\(host)\"", with: "\"[HOST]\"")
        }
        text = text.replacing(#/unix:\/\/[^ `"]*\/engine\.sock/#, with: "unix://[ENGINE]")
        return text
    }
}

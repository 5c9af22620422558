import ArgumentParser
import Ledger
import Vocabulary

/// `valise list`: what is installed on this target.
struct ListCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what is installed here.",
        usage: "valise list [<options>]",
        discussion: """
            An installation whose data was kept by `valise uninstall` is listed as removed.

            Examples:
              valise list
              valise list --format json
            """)

    @OptionGroup var common: CommonOptions

    func run(in session: Session) async throws -> CommandExit {
        let reader = try LedgerReader.open(at: session.stateDirectory)
        var entries: [Entry] = []
        for record in try reader?.installations() ?? [] {
            let releases = try reader?.releases(of: record.name) ?? []
            let release = releases.last { $0.number == record.currentRelease } ?? releases.last
            entries.append(Entry(record: record, release: release))
        }
        if entries.isEmpty { session.tellNothingIsInstalled() }
        try session.print(
            .document("valise.list.v1", ["installations": .array(entries.map(\.json))]),
            text: entries.isEmpty
                ? ""
                : Table("NAME", "APPLICATION", "VERSION", "RELEASE", "STATE", "CHANGED", rows: entries.map(\.row)).text)
        return .done
    }

    private struct Entry {
        var record: InstallationRecord
        var release: ReleaseRecord?

        var row: [String] {
            [
                record.name.rawValue, record.application.rawValue, release?.content.version.rawValue ?? "–",
                release.map { String($0.number) } ?? "–", record.state.rawValue, TimeText.of(record.changedAt),
            ]
        }

        var json: JSON {
            [
                "name": .text(record.name), "application": .text(record.application),
                "version": .text(release?.content.version), "release": .integer(release?.number),
                "state": .string(record.state.rawValue), "bundle": .text(release?.content.bundle),
                "changedAt": .string(TimeText.of(record.changedAt)),
            ]
        }
    }
}

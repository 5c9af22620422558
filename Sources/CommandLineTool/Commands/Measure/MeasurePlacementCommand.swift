import ArgumentParser
import Planning
import Vocabulary

/// `valise measure-placement`: for the benchmark, not among the commands that people are shown.
struct MeasurePlacementCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure-placement", abstract: "Measure how long placing made-up services takes.",
        usage: "valise measure-placement [--services <number>] [--hosts <number>] [<options>]",
        discussion: """
            For the project's own benchmark. The services and hosts are always the same; nothing is read and nothing changed.

            Examples:
              valise measure-placement --services 10000 --hosts 1000
            """,
        shouldDisplay: false)

    @Option(help: ArgumentHelp("How many services.", valueName: "number")) var services = 10_000
    @Option(help: ArgumentHelp("How many hosts.", valueName: "number")) var hosts = 1000
    @OptionGroup var common: CommonOptions

    mutating func validate() throws {
        // Below a hundred hosts, roles and racks leave no host for some services; above, memory would be what is measured.
        guard (1...1_000_000).contains(services), (100...65_536).contains(hosts) else {
            throw ValidationError("Give 1 to 1000000 services and 100 to 65536 hosts")
        }
    }

    func run(in session: Session) async throws -> CommandExit {
        let site = try SampleSite(services: services, hosts: hosts)
        let begin = ContinuousClock.now
        let placement = try place(site.state, on: site.hosts)
        let time = begin.duration(to: .now)
        let milliseconds = time / .milliseconds(1)
        let pinned = placement.services.count { $0.isPinned }
        try session.print(
            .document(
                "valise.measure-placement.v1",
                [
                    "services": .integer(services), "hosts": .integer(hosts), "milliseconds": .number(milliseconds),
                    "pinned": .integer(pinned), "notes": .integer(placement.notes.count),
                ]),
            text: "\(services) services on \(hosts) hosts in \(milliseconds) ms, \(pinned) of them pinned\n")
        return .done
    }
}

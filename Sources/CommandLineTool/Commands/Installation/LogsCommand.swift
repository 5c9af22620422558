import ArgumentParser
import EngineClient
import Foundation
import Ledger
import Vocabulary

/// `valise logs`: what the containers of an installation wrote.
struct LogsCommand: CommonCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs", abstract: "Show what an installation's containers wrote.",
        usage: "valise logs <name> [<service>] [-f] [--tail <n>] [<options>]",
        discussion: """
            Each line stands behind the name of its container. With `--format json` each line is a JSON object.

            Examples:
              valise logs hello
              valise logs hello web --tail 20
              valise logs hello -f                   until Ctrl-C
            """)

    @Argument(help: "The installation.") var name: String
    @Argument(help: "One of its services; by default all.") var service: String?
    @Flag(name: .shortAndLong, help: "Go on with what is written from now on, until Ctrl-C.") var follow = false
    @Option(help: ArgumentHelp("Only the last lines of each container.", valueName: "n")) var tail: Int?
    @Option(
        help: ArgumentHelp("Only what was written since: 10m, 2h, 1d or 2026-11-21T10:00:00Z.", valueName: "time"))
    var since: String?
    @Flag(name: [.customShort("t"), .long], help: "Show the time of each line.") var timestamps = false
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let tail, tail < 0 { throw ValidationError("The value `\(tail)` is invalid for `--tail <n>`") }
        if let since, LogTime.seconds(since, now: 0) == nil {
            throw ValidationError(
                "The value `\(since)` is invalid for `--since <time>`. Give 10m, 2h, 1d or 2026-11-21T10:00:00Z")
        }
    }

    func run(in session: Session) async throws -> CommandExit {
        let lookup = InstallationLookup(session: session)
        let installation = try lookup.installation(name)
        let containers = try await lookup.containers(of: installation.name, service: service)
        defer { withExtendedLifetime(containers) {} }
        let width = containers.map(\.container.short.count).max() ?? 0
        do {
            if follow {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for placed in containers {
                        group.addTask {
                            try await copy(placed.container, by: placed.engine, width: width, in: session)
                        }
                    }
                    try await group.waitForAll()
                }
            } else {
                for placed in containers {
                    try await copy(placed.container, by: placed.engine, width: width, in: session)
                }
            }
        } catch is CancellationError where follow {
            // Ctrl-C is how a person ends it.
            return .interrupted
        }
        return .done
    }

    private func copy(
        _ container: ServiceContainer, by engine: EngineClient, width: Int, in session: Session
    ) async throws {
        var options = LogOptions()
        options.tail = tail
        options.timestamps = timestamps ? .included : .omitted
        options.since = since.flatMap { LogTime.seconds($0, now: Int64(Date.now.timeIntervalSince1970)) }.map(
            String.init)
        options.end = follow ? .followed(silence: .untilCancelled) : .now
        var lines = [OutputChunk.Source.standardOutput: LogLines(), .standardError: LogLines()]
        for try await chunk in try await engine.containerLogs(container.id, options: options) {
            for line in lines[chunk.source, default: LogLines()].take(chunk.bytes) {
                try write(line, of: container, from: chunk.source, width: width, in: session)
            }
        }
        for source in [OutputChunk.Source.standardOutput, .standardError] {
            guard let rest = lines[source]?.rest() else { continue }
            try write(rest, of: container, from: source, width: width, in: session)
        }
    }

    private func write(
        _ line: [UInt8], of container: ServiceContainer, from source: OutputChunk.Source, width: Int,
        in session: Session
    ) throws {
        switch session.format {
        case .text:
            let label = container.short + String(repeating: " ", count: width - container.short.count) + " | "
            try session.output.write(Array(label.utf8) + line + [UInt8(ascii: "\n")])
        case .json:
            let document = JSON.document(
                "valise.logs.v1",
                [
                    "service": .string(container.service), "number": .integer(Int64(container.number)),
                    "container": .string(container.name), "host": .text(container.host),
                    "stream": source == .standardError ? "stderr" : "stdout",
                    "line": .string(String(decoding: line, as: UTF8.self)),
                ])
            try session.print(document.line)
        }
    }
}

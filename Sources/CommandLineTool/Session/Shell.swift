import ArgumentParser
import Dispatch
import Foundation
import Vocabulary

/// The command line as a whole: arguments in, exit code out.
public enum Shell {
    /// Runs one command. Data goes to standard output, all else to standard error; nothing is thrown.
    ///
    /// - Parameter arguments: without the name of the program.
    /// - Returns: the exit code; the table is in the documentation of this target.
    public static func run(_ arguments: [String]) async -> Int32 {
        let environment = Environment.ofProcess
        do {
            var parsed = try ValiseCommand.parseAsRoot(arguments)
            guard let command = parsed as? any Command else {
                // A noun without a verb, `help`: it throws its help text.
                try parsed.run()
                return CommandExit.done.rawValue
            }
            return await run(command, in: Session(command.session, format: command.format, environment: environment))
                .rawValue
        } catch {
            return UsageReport(error, arguments: arguments).print(environment: environment).rawValue
        }
    }

    private static func run(_ command: any Command, in session: Session) async -> CommandExit {
        let work = Task { try await command.run(in: session) }
        let interruption = Interruption()
        interruption.watch(
            first: {
                work.cancel()
                // Most work ends at once; then there is nothing to say.
                DispatchQueue.global().asyncAfter(deadline: .now() + 1) {
                    session.tell("interrupted: ending at the next safe place; once more ends at once")
                }
            },
            second: {
                TerminalMode.restoreAll()
                _exit(CommandExit.interrupted.rawValue)
            })
        do {
            let exit = try await work.value
            session.finishProgress()
            return exit
        } catch is ReaderLeft {
            session.finishProgress()
            return .done
        } catch {
            session.finishProgress()
            return report(FailureReport(error, interruption.circumstance), in: session)
        }
    }

    private static func report(_ report: FailureReport, in session: Session) -> CommandExit {
        let text =
            switch session.format {
            case .json: ProblemDocument.of(report, support: session.support).line
            case .text:
                session.errorText.of(report.problems) + (session.support.map(session.errorText.support) ?? "")
            }
        // Nobody may be reading; the exit code says it all the same.
        try? session.errorOutput.write(text)
        return CommandExit(report.exit)
    }
}

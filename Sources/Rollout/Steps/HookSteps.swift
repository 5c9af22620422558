import EngineClient
import Planning
import Vocabulary

/// Hooks of the Compose file: commands in a container after its start and before its stop.
extension StepContext {
    /// A hook may be long (a migration), but not silent for longer.
    private static let hookSilence = Duration.seconds(600)

    func run(_ step: Step.RunHook) async throws {
        let result = try await engine.runExec(step.container, ExecSpecification(step.hook), silence: Self.hookSilence)
        guard result.exitCode != 0 else { return }
        throw Problem(
            "hook.failed", .step,
            "cannot run the post-start hook \(step.index + 1) of service `\(step.service)` in `\(step.container)`",
            expected: "exit code 0",
            found: "exit code \(result.exitCode)\(output(result))",
            consequence: "the container runs; the operation stopped here",
            hint: "run `valise logs \(installation) \(step.service)`, then `valise resume \(installation)`")
    }

    /// A hook that fails does not keep a container from being stopped, as with Docker Compose.
    func runPreStop(_ hooks: [DesiredContainer.Hook], in container: String) async {
        for hook in hooks {
            do {
                let result = try await engine.runExec(container, ExecSpecification(hook), silence: Self.hookSilence)
                guard result.exitCode != 0 else { continue }
                progress(
                    .warning(
                        Problem(
                            "hook.failed", .step, severity: .warning,
                            "a pre-stop hook of `\(container)` failed", found: "exit code \(result.exitCode)",
                            consequence: "it is stopped all the same")))
            } catch let problem as Problem {
                var warning = problem
                warning.severity = .warning
                progress(.warning(warning))
            } catch {
                return  // cancelled: the stop that follows says so
            }
        }
    }

    private func output(_ result: ExecResult) -> String {
        let bytes = (result.standardOutput + result.standardError).suffix(2_000)
        return bytes.isEmpty ? "" : ":\n" + cleaned(String(decoding: bytes, as: UTF8.self))
    }
}

extension ExecSpecification {
    fileprivate init(_ hook: DesiredContainer.Hook) {
        self.init(command: hook.command)
        user = hook.user
        workingDirectory = hook.workingDirectory
        environment = hook.environment.isEmpty ? nil : hook.environment
        privileged = hook.privileged ? true : nil
    }
}

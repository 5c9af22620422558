import EngineClient
import HostAccess
import Planning
import Vocabulary

/// Waiting, always with a limit, and for what.
extension StepContext {
    func probeWait(_ step: Step.Wait) async throws -> Readiness {
        for name in step.containers {
            guard try await verdict(step, on: name) == .reached else { return .toDo }
        }
        return .alreadySo
    }

    /// Throws `service.unhealthy` (15) with the container's last words; where nothing requires it, a warning.
    func wait(_ step: Step.Wait) async throws {
        do {
            for name in step.containers { try await wait(step, for: name) }
        } catch var problem as Problem where !step.required && problem.exit == .unhealthy {
            problem.severity = .warning
            problem.consequence = "no service requires it, so the others go on"
            progress(.warning(problem))
        }
    }

    private func wait(_ step: Step.Wait, for name: String) async throws {
        let stage = ProgressStage("wait:\(step.service)/\(step.condition.rawValue)")
        let goal =
            switch step.condition {
            case .healthy: "`\(step.service)` to be healthy"
            case .completed: "`\(step.service)` to complete"
            case .ready: "`\(step.service)` to be up"
            }
        let deadline = ContinuousClock.now + .seconds(step.limit.seconds)
        // Often enough for who follows, seldom enough for a log.
        let news = Pace(seconds: 5)
        let pace = Pace(seconds: step.probe?.everySeconds ?? 0)
        let end = try await EngineSignal(engine: engine, installation: installation).first { () -> Verdict? in
            if await news.isDue() { progress(.waiting(stage, what: goal, limitSeconds: step.limit.seconds)) }
            // The last look is at the limit, whatever the pace.
            guard await pace.isDue() || ContinuousClock.now >= deadline else { return nil }
            switch try await verdict(step, on: name) {
            case .reached: return .reached
            case .hopeless(let reason): return .failed(reason)
            case .pending(let state):
                guard ContinuousClock.now >= deadline else { return nil }
                return .failed(
                    "it is \(state) after \(step.limit.seconds) s, the limit of \(step.limit.source)")
            }
        }
        guard case .failed(let reason) = end else { return progress(.ended(stage, outcome: "reached")) }
        progress(.ended(stage, outcome: "failed"))
        throw try await unhealthy(step, name, goal: goal, reason)
    }

    private var outside: OutsideLook { OutsideLook(engine: engine, host: host) }

    private enum Verdict: Sendable {
        case reached
        case failed(String)
    }

    private func verdict(_ step: Step.Wait, on name: String) async throws -> ServiceVerdict {
        let container = try await HealthLook(engine: engine).inspect(name)
        let verdict = step.verdict(on: container)
        if case .reached = verdict, let probe = step.probe, let container, container.state.isRunning {
            let answer = try await outside.answer(of: container, to: probe.endpoint)
            guard case .silent(let reason) = answer else { return .reached }
            return .pending("not answering at \(probe.endpoint): \(reason)")
        }
        // Without a check, running is all there is to see: one that ends at once should not pass for up.
        if case .reached = verdict, let state = container?.state, state.isRunning, state.health == nil,
            EngineTime(state.startedAt) > EngineTime.now(secondsAgo: 1)
        {
            return .pending("just started")
        }
        return verdict
    }

    private func unhealthy(_ step: Step.Wait, _ name: String, goal: String, _ reason: String) async throws -> Problem {
        var found = reason
        if let last = try await engine.inspectContainer(name)?.state.health?.log.last {
            let text = last.output.trimmed(to: 1_000)
            found += "\nhealth check: exit code \(last.exitCode)" + (text.isEmpty ? "" : ": \(cleaned(text))")
        }
        let lines = try await lastLines(of: name)
        if !lines.isEmpty { found += "\nits last lines:\n" + lines.map { "  " + $0 }.joined(separator: "\n") }
        return Problem(
            "service.unhealthy", .unhealthy, "gave up waiting for \(goal) on installation `\(installation)`",
            expected: "within \(step.limit.seconds) s (\(step.limit.source))", found: found,
            consequence: "nothing is put back: what runs stays as it is",
            hint: "run `valise logs \(installation) \(step.service)`, then `valise resume \(installation)`")
    }

    /// The last lines that a container wrote, secrets taken out.
    func lastLines(of container: String, _ count: Int = 20) async throws -> [String] {
        var options = LogOptions()
        options.tail = count
        var bytes: [UInt8] = []
        do {
            for try await chunk in try await engine.containerLogs(container, options: options) {
                bytes += chunk.bytes
                if bytes.count > 64 * 1024 { break }
            }
        } catch let problem as Problem {
            // A log driver that cannot be read (`none`, syslog) is no reason to hide the first problem.
            return ["(\(problem.message))"]
        }
        return String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline).suffix(count)
            .map { cleaned($0.trimmed(to: 500)) }
    }
}

extension StringProtocol {
    fileprivate func trimmed(to limit: Int) -> String {
        var text = self.prefix(limit).drop(while: \.isWhitespace)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text)
    }
}

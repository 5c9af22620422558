import Planning
import Vocabulary

/// What was found on a host when it was connected to, or why it was not.
struct HostContact: Sendable {
    let host: HostName
    let found: Result<HostFacts, Problem>

    /// "`h1`: Debian GNU/Linux 12, linux/amd64, docker 20.10.24, 7.8 GiB of memory, 40.0 GiB free in /var/lib/valise"; `nil` where it was not reached.
    var line: String? {
        guard case .success(let facts) = found else { return nil }
        let machine = facts.machine
        var parts = [machine.operatingSystem, machine.platform.description]
        if case .reached(let engine) = facts.engine {
            parts.append("\(engine.product) \(engine.version)")
        } else {
            parts.append("no engine")
        }
        if let memory = machine.memoryTotal { parts.append("\(memory) of memory") }
        if let free = machine.stateDirectory.free {
            parts.append("\(free.size) free in \(machine.stateDirectory.path)")
        }
        return "`\(host)`: " + parts.joined(separator: ", ")
    }

    /// What stands in the way of working there: of no consequence for the list.
    var warning: Problem? {
        switch found {
        case .failure(var problem):
            problem.severity = .warning
            problem.consequence = "host `\(host)` is on the list all the same"
            return problem
        case .success(let facts):
            guard case .failed(let address, let reason, _) = facts.engine else { return nil }
            return Problem(
                "engine.unreachable", .prerequisite, severity: .warning,
                "host `\(host)` is there, and its engine is not", expected: "Docker Engine at \(address)",
                found: reason, consequence: "host `\(host)` is on the list all the same",
                hint: "install or start it there: `systemctl start docker`; `valise check` looks again")
        }
    }

    /// As `valise.hosts.v1` has it.
    var json: JSON {
        var facts: HostFacts?
        if case .success(let found) = found { facts = found }
        var engine: EngineFacts?
        if case .reached(let found)? = facts?.engine { engine = found }
        return [
            "host": .text(host), "reached": .boolean(facts != nil),
            "system": .text(facts?.machine.operatingSystem), "platform": .text(facts?.machine.platform),
            "engine": .text(engine.map { "\($0.product) \($0.version)" }),
            "memory": facts?.machine.memoryTotal.map { .integer($0.bytes) } ?? .null,
            "free": facts?.machine.stateDirectory.free.map { .integer($0.size.bytes) } ?? .null,
            "problem": warning.map(ProblemDocument.of) ?? .null,
        ]
    }
}

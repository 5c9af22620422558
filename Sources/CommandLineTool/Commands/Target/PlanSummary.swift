import Planning
import Vocabulary

/// A plan, as a person and as a program read it.
struct PlanSummary: Sendable {
    let plan: Plan
    /// Ids of the steps that would change something.
    let changes: Set<String>
    /// Of them, those that take a container away to put another in its place.
    var replacements: Set<String> = []

    private var toDo: [Step] { plan.steps.filter { changes.contains($0.id) } }

    var text: String {
        let rest = plan.steps.count - toDo.count
        guard !toDo.isEmpty else {
            return "`\(plan.installation)` on host `\(plan.host)`: nothing to do, all \(rest) steps are done already\n"
        }
        let width = String(toDo.count).count
        var text = "\(plan.purpose.rawValue) `\(plan.installation)` on host `\(plan.host)`, in this order:\n\n"
        for (number, step) in toDo.enumerated() {
            let index = String(number + 1)
            text += "  " + String(repeating: " ", count: width - index.count) + index + "  "
            text += Printable.text(title(of: step)) + "\n"
        }
        if rest > 0 { text += "\n\(rest) more step\(rest == 1 ? " is" : "s are") done already\n" }
        if !plan.leaves.isEmpty { text += "\n" + Self.text(of: plan.leaves) }
        return text
    }

    private func title(of step: Step) -> String {
        replacements.contains(step.id)
            ? "replace container `\(step.object)`: it stops, and a new one starts" : step.title
    }

    /// What stays on the host, and why.
    static func text(of leaves: [Remnant]) -> String {
        leaves.map { "left: \($0.kind.words) `\(Printable.text($0.name))` (\(Printable.text($0.reason)))\n" }.joined()
    }

    /// The keys of `valise.plan.v1` behind `schema`.
    var members: KeyValuePairs<String, JSON> {
        [
            "purpose": .string(plan.purpose.rawValue),
            "installation": .text(plan.installation),
            "host": .text(plan.host),
            "steps": .array(
                plan.steps.map { step in
                    [
                        "id": .string(step.id), "kind": .string(step.kind), "object": .string(step.object),
                        "service": .text(step.service), "title": .string(step.title),
                        "change": .boolean(changes.contains(step.id)),
                        "replaces": .boolean(replacements.contains(step.id)),
                    ]
                }),
            "leaves": Self.json(plan.leaves),
            "placement": nil,
        ]
    }

    static func json(_ leaves: [Remnant]) -> JSON {
        .array(
            leaves.map {
                ["kind": .string($0.kind.rawValue), "name": .string($0.name), "reason": .string($0.reason)]
            })
    }
}

extension Remnant.Kind {
    /// In a person's words.
    var words: String {
        switch self {
        case .dataFolder: "data folder"
        case .volume: "volume"
        case .image: "image"
        case .network: "network"
        case .container: "container"
        }
    }
}

import Planning
import Vocabulary

/// A plan, as a person and as a program read it.
struct PlanSummary: Sendable {
    let plan: Plan

    var text: String {
        let width = String(plan.steps.count).count
        var text = "\(plan.purpose.rawValue) `\(plan.installation)` on host `\(plan.host)`, in this order:\n\n"
        for (number, step) in plan.steps.enumerated() {
            let index = String(number + 1)
            text += "  " + String(repeating: " ", count: width - index.count) + index + "  "
            text += Printable.text(step.title) + "\n"
        }
        if !plan.leaves.isEmpty {
            text += "\nwhat stays:\n\n"
            for left in plan.leaves { text += "  \(left.kind.words) `\(Printable.text(left.name))`: \(left.reason)\n" }
        }
        return text
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
                    ]
                }),
            "leaves": .array(plan.leaves.map(Self.json)),
        ]
    }

    static func json(_ remnant: Remnant) -> JSON {
        [
            "kind": .string(remnant.kind.rawValue), "name": .string(remnant.name),
            "reason": .string(remnant.reason),
        ]
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

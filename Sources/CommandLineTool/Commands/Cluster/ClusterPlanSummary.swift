import Planning
import Rollout
import Vocabulary

/// What an install on several hosts will do, as a person reads it.
struct ClusterPlanSummary: Sendable {
    let preview: ClusterPreview

    private var toDo: [ClusterStep] { preview.plan.steps.filter { preview.changes.contains($0.id) } }

    var text: String {
        let plan = preview.plan
        let hosts = plan.hosts.map { "`\($0)`" }.joined(separator: ", ")
        let rest = plan.steps.count - toDo.count
        guard !toDo.isEmpty else {
            return "`\(plan.installation)` on \(hosts): nothing to do, all \(rest) steps are done already\n"
        }
        let width = String(toDo.count).count
        var text = "\(plan.purpose.rawValue) `\(plan.installation)` on \(hosts), in this order:\n\n"
        for (number, step) in toDo.enumerated() {
            let index = String(number + 1)
            text += "  " + String(repeating: " ", count: width - index.count) + index + "  "
            text += Printable.text(step.title) + "\n"
        }
        if rest > 0 { text += "\n\(rest) more step\(rest == 1 ? " is" : "s are") done already\n" }
        return text
    }
}

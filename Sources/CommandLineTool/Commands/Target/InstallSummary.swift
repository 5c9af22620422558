import Rollout
import Vocabulary

/// What an install did, as a person and as a program read it.
struct InstallSummary: Sendable {
    let outcome: InstallOutcome
    let bundle: Digest?

    var text: String {
        var text =
            switch outcome.change {
            case .nothing: "`\(outcome.installation)` is installed already, nothing was changed\n"
            case .installed: "`\(outcome.installation)` is installed, release \(outcome.release)\n"
            }
        text += PlanSummary.text(of: outcome.remnants)
        if let open = outcome.open { text += "open \(Printable.text(open))\n" }
        return text
    }

    /// The keys of `valise.install.v1` behind `schema`.
    var members: KeyValuePairs<String, JSON> {
        [
            "installation": .text(outcome.installation),
            "release": .integer(Int64(outcome.release)),
            "change": .string(outcome.change.rawValue),
            "bundle": .text(bundle),
            "applied": .list(outcome.applied),
            "open": .text(outcome.open),
            "leaves": PlanSummary.json(outcome.remnants),
        ]
    }
}

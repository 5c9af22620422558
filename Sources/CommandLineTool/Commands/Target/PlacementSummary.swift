import Planning
import Vocabulary

/// Where services may run, as a person and as a program read it.
struct PlacementSummary: Sendable {
    let installation: InstallationName
    let placement: Placement
    let notes: ProblemText

    /// Hosts that a line of the table names; of more, how many there are.
    private static let shownHosts = 8

    var text: String {
        let count = placement.hosts.count
        var text = "`\(installation)` on \(count) host\(count == 1 ? "" : "s"): where its services may run\n\n"
        text += Table("SERVICE", "PLACED", "HOSTS", "WHY", rows: placement.services.map(Self.row)).text
        if !placement.notes.isEmpty { text += "\n" + notes.of(placement.notes) }
        return text
    }

    private static func row(_ assignment: Placement.Assignment) -> [String] {
        let names = assignment.hosts.prefix(shownHosts).map(\.rawValue).joined(separator: ", ")
        let more = assignment.hosts.count - shownHosts
        var reasons = assignment.reasons
        if !assignment.spread.isEmpty {
            reasons.append("spread over " + assignment.spread.map { "`\($0)`" }.joined(separator: ", "))
        }
        if reasons.isEmpty {
            reasons = [assignment.kind == .everywhere ? "it runs on every host" : "any host will do"]
        }
        return [
            assignment.service.rawValue, assignment.kind.rawValue, more > 0 ? "\(names) and \(more) more" : names,
            reasons.joined(separator: "; "),
        ]
    }

    /// The keys of `valise.plan.v1` behind `schema`: those of one host, empty, and the placement.
    var members: KeyValuePairs<String, JSON> {
        [
            "purpose": "install", "installation": .text(installation), "host": nil, "steps": [], "leaves": [],
            "placement": [
                "hosts": .list(placement.hosts),
                "services": .array(
                    placement.services.map { assignment in
                        [
                            "service": .text(assignment.service), "placed": .string(assignment.kind.rawValue),
                            "hosts": .list(assignment.hosts), "constraints": .list(assignment.constraints),
                            "spread": .list(assignment.spread), "reasons": .list(assignment.reasons),
                        ]
                    }),
                "notes": .array(placement.notes.map(ProblemDocument.of)),
            ],
        ]
    }
}

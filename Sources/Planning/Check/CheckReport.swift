public import Vocabulary

/// Every check of a target, in the order of ``CheckID``; of one id, in the order of hosts.
public struct CheckReport: Hashable, Sendable, Codable {
    public var results: [CheckResult]
    public init(results: [CheckResult]) { self.results = results }

    /// No required check failed.
    public var isClear: Bool { !results.contains { $0.outcome == .failed } }

    /// This report with the results of a later stage in place of its own for the same id and host.
    public func merging(_ later: CheckReport) -> CheckReport {
        let replaced = Set(later.results.map { Key(id: $0.id, host: $0.host) })
        let kept = results.filter { !replaced.contains(Key(id: $0.id, host: $0.host)) }
        let order = Dictionary(uniqueKeysWithValues: CheckID.allCases.enumerated().map { ($1, $0) })
        let all = (kept + later.results).enumerated().sorted {
            (order[$0.element.id] ?? 0, $0.offset) < (order[$1.element.id] ?? 0, $1.offset)
        }
        return CheckReport(results: all.map(\.element))
    }
    private struct Key: Hashable {
        var id: CheckID
        var host: HostName?
    }

    /// One problem for each failed check, `check.failed` (12); warnings are left out.
    public var problems: Problems? {
        Problems(
            results.filter { $0.outcome == .failed }.map { result in
                Problem(
                    "check.failed", .prerequisite,
                    "prerequisite `\(result.id.rawValue)` (\(result.id.title)) is missing"
                        + (result.host.map { " on host `\($0)`" } ?? ""),
                    expected: result.needed, found: result.found, consequence: "nothing was changed",
                    hint: result.remedy)
            })
    }
}

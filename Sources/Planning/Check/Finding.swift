import Vocabulary

/// What a check saw, before the profile says how strictly it is taken.
struct Finding {
    var outcome: CheckResult.Outcome
    var found: String
    var needed: String
    var remedy: String?

    static func passed(_ found: String, needed: String) -> Finding {
        Finding(outcome: .passed, found: found, needed: needed)
    }
    static func warning(_ found: String, needed: String, remedy: String? = nil) -> Finding {
        Finding(outcome: .warning, found: found, needed: needed, remedy: remedy)
    }
    static func failed(_ found: String, needed: String, remedy: String? = nil) -> Finding {
        Finding(outcome: .failed, found: found, needed: needed, remedy: remedy)
    }
    static func skipped(_ found: String, needed: String) -> Finding {
        Finding(outcome: .skipped, found: found, needed: needed)
    }

    /// The result under a profile: a check that is off is not judged, one that is a warning does not fail.
    func judged(_ id: CheckID, on host: HostName?, _ profile: Profile?) -> CheckResult {
        let level = profile?.checks[id.rawValue] ?? .required
        var finding = self
        switch level {
        case .off:
            finding = .skipped("switched off by profile `\(profile?.name.rawValue ?? "")`", needed: needed)
        case .warning where outcome == .failed: finding.outcome = .warning
        case .warning, .required: break
        }
        return CheckResult(
            id: id, host: host, level: level, outcome: finding.outcome, found: finding.found, needed: finding.needed,
            remedy: finding.outcome == .passed || finding.outcome == .skipped ? nil : finding.remedy)
    }
}

import Vocabulary

/// A file for Kubernetes is YAML as well, and is told as what it is.
enum OtherFile {
    /// Whether it is one, which is then among the findings.
    static func report(_ tree: ComposeMapping, _ findings: Findings) -> Bool {
        guard tree["services"] == nil, let version = tree.entry("apiVersion"), let kind = tree["kind"]?.string else {
            return false
        }
        findings.error(
            "compose.kubernetes", at: version.keyPosition, "this is a file for Kubernetes, not a Compose file",
            expected: "`services:`", found: "`kind: \(kind)`",
            hint: "name the Compose file of the application: `valise init DIR` writes an example")
        return true
    }
}

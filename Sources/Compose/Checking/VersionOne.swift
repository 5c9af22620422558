import Vocabulary

/// A Compose file of version 1 has its services at the top, without `services:`. The reference refuses it as a file of unknown keys.
enum VersionOne {
    /// Whether it is one, which is then among the findings.
    static func report(_ tree: ComposeMapping, _ findings: Findings) -> Bool {
        guard tree["services"] == nil, case .mapping(let file) = Schema.file else { return false }
        let services = tree.entries.filter { entry in
            file.shapes[entry.key] == nil && (entry.value["image"] != nil || entry.value["build"] != nil)
        }
        guard let first = services.first else { return false }
        findings.error(
            "compose.version-1", at: first.keyPosition,
            "this is a Compose file of version 1: its services stand at the top", expected: "`services:` above them",
            found: services.map { "`\($0.key)`" }.joined(separator: ", "),
            hint: "indent the services below a line `services:`; `links` and `volumes_from` work on")
        return true
    }
}

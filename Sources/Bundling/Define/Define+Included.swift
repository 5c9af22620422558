import Compose
import Vocabulary

/// `include:` of `valise.yaml`: what may be read outside of the definition's folder.
extension DefineStage {
    /// Lets in what is there; the rest is refused.
    mutating func include(_ paths: [Located<RelativePath>]) {
        disk.included = paths.map(\.value)
        for path in paths {
            let written = ComposeLoader.asWritten(path.value.rawValue)
            switch disk.look(path.value) {
            case .file, .folder: continue
            case .missing:
                findings.refuse(
                    "definition.missing-file", at: path.position, "`include` names `\(written)`, which is not there",
                    found: "nothing at \(disk.location(of: path.value))")
            case .link(let link):
                var problem = DefinitionDisk.linkProblem(link, on: path.value)
                problem.position = path.position
                findings.add(problem)
            case .other:
                findings.refuse(
                    "definition.unreadable", at: path.position,
                    "`include` names `\(written)`, which is neither a file nor a folder")
            case .refused(let words):
                findings.refuse(
                    "definition.unreadable", at: path.position, "cannot look at `\(written)` of `include`: \(words)")
            }
        }
    }

    /// What is let in and not used is a door that nobody needs.
    func warnOfUnused(_ paths: [Located<RelativePath>], _ reading: ComposeReading, _ sources: [BindSourceUse]) {
        var used = Array(reading.files)
        for source in sources {
            if case .configuration(let path) = source.kind { used.append(path) }
        }
        for service in reading.project.services {
            if let context = service.build?.contextLocation?.bundleName { used.append(context) }
            used += service.securityOptions.compactMap(Self.seccompFile)
        }
        for path in paths where !used.contains(where: { $0.isAtOrBelow(path.value) || path.value.isAtOrBelow($0) }) {
            findings.add(
                Problem(
                    "definition.unused-include", .definition, severity: .warning, at: path.position,
                    "nothing reads `\(ComposeLoader.asWritten(path.value.rawValue))`, which is listed under `include`"))
        }
    }
}

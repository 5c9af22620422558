import Compose
import Vocabulary

/// Says of every bind source what it is: configuration, data, or something of the host.
struct SourceClassification {
    let project: ComposeProject
    /// `data:` of `valise.yaml`.
    let data: [Located<RelativePath>]
    let disk: DefinitionDisk
    let findings: Findings

    func uses() -> [BindSourceUse] {
        var result: [BindSourceUse] = []
        for service in project.services {
            for mount in service.volumes {
                guard case .bind(let bind) = mount.kind else { continue }
                if let use = use(
                    service, bind.source, written: bind.written, target: mount.target, readOnly: mount.readOnly,
                    mount.position, creates: .folder)
                {
                    result.append(use)
                }
            }
            result += grants(service, service.configs, among: project.configs, folder: "/")
            result += grants(service, service.secrets, among: project.secrets, folder: "/run/secrets/")
        }
        for unused in data where !result.contains(where: { Self.path($0)?.isAtOrBelow(unused.value) ?? false }) {
            findings.add(
                Problem(
                    "definition.unused-data", .definition, severity: .warning, at: unused.position,
                    "no service mounts `\(unused.value)`, which is listed as data"))
        }
        return result
    }

    private static func path(_ use: BindSourceUse) -> RelativePath? {
        if case .data(let path) = use.kind { path } else { nil }
    }

    /// Whether a missing source may become an empty folder.
    private enum Creates { case folder, nothing }

    private func grants(
        _ service: ComposeService, _ grants: [ComposeService.FileGrant], among objects: [ComposeFileObject],
        folder: String
    ) -> [BindSourceUse] {
        grants.compactMap { grant in
            guard let object = objects.first(where: { $0.key == grant.source }),
                case .file(let written, let source) = object.source
            else { return nil }
            let target = grant.target ?? grant.source
            return use(
                service, source, written: written, target: target.hasPrefix("/") ? target : folder + target,
                readOnly: true, grant.position, creates: .nothing)
        }
    }

    private func use(
        _ service: ComposeService, _ source: ComposeService.Bind.Source, written: String, target: String,
        readOnly: Bool, _ place: SourcePosition, creates: Creates
    ) -> BindSourceUse? {
        guard let kind = kind(service.name, source, written, target, place, creates) else { return nil }
        return BindSourceUse(
            service: service.name, target: target, written: written, isReadOnly: readOnly, kind: kind, position: place)
    }

    private func kind(
        _ service: ServiceName, _ source: ComposeService.Bind.Source, _ written: String, _ target: String,
        _ place: SourcePosition, _ creates: Creates
    ) -> BindSourceUse.Kind? {
        switch source {
        case .absolute(let path): return .host(path)
        case .outside(let path):
            // It can be no data: what belongs to an installation has its place in the definition's own names.
            if let name = OutsidePath(path)?.name, disk.isOpen(name) {
                return kind(service, name, target, place, .nothing)
            }
            findings.refuse(
                "definition.path-outside", at: place,
                "service `\(service)` mounts `\(written)`, which is outside of the definition",
                expected: "a path below the folder that holds `valise.yaml`, or an absolute path of the target host",
                hint: OutsidePath(path).map {
                    "list `\($0.written)`, or a folder above it, under `include:` in valise.yaml"
                })
        case .projectDirectory:
            findings.refuse(
                "definition.mounts-itself", at: place,
                "service `\(service)` mounts the whole definition (`\(written)`)",
                expected: "the files or folders that it needs, each by itself")
        case .project(let path): return kind(service, path, target, place, creates)
        }
        return nil
    }

    private func kind(
        _ service: ServiceName, _ path: RelativePath, _ target: String, _ place: SourcePosition, _ creates: Creates
    ) -> BindSourceUse.Kind? {
        if data.contains(where: { path.isAtOrBelow($0.value) }), creates == .folder { return .data(path) }
        switch disk.look(path) {
        case .folder, .file: return .configuration(path)
        case .link(let link):
            var problem = DefinitionDisk.linkProblem(link, on: path)
            problem.position = place
            findings.add(problem)
        case .other:
            findings.refuse(
                "definition.unreadable", at: place,
                "service `\(service)` mounts `\(path)`, which is neither a file nor a folder")
        case .refused(let words):
            findings.refuse(
                "definition.unreadable", at: place,
                "cannot look at `\(path)`, which service `\(service)` mounts: \(words)")
        case .missing:
            if case .file = disk.look(TemplateFile.template(of: path)) { return .configuration(path) }
            if creates == .nothing || Self.looksLikeFile(target) || Self.looksLikeFile(path.rawValue) {
                findings.refuse(
                    "definition.missing-file", at: place,
                    "service `\(service)` mounts `\(path)` at `\(target)`, but there is no such file",
                    expected: "the file, or a template `\(TemplateFile.template(of: path))`",
                    consequence: "Docker would make an empty folder in its place",
                    hint: creates == .folder ? "if it is a folder of data, list it under `data:` in valise.yaml" : nil)
            } else {
                return .data(path)
            }
        }
        return nil
    }

    /// A name with an extension, as files have it; `conf.d` and the like are folders. Names without extension that are files everywhere are listed.
    static func looksLikeFile(_ path: String) -> Bool {
        guard let name = path.split(separator: "/").last else { return false }
        if ["passwd", "group", "hosts", "shadow", "hostname", "localtime", "timezone", "Dockerfile"].contains(name) {
            return true
        }
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return false }
        let suffix = name[name.index(after: dot)...]
        return (2...8).contains(suffix.count) && suffix.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
            && suffix.contains(where: \.isLetter)
    }
}

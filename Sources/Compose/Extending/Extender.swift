import Vocabulary

/// Merges into every service what it `extends`: compose-go, `loader/extends.go`.
struct Extender {
    let session: LoadSession
    let loader: FileLoader
    let workingDirectory: AbsolutePath

    private var findings: Findings { session.findings }

    private struct Reference: Hashable {
        var file: String
        var service: String
    }

    func apply(to model: ComposeMapping, in file: AbsolutePath) -> ComposeMapping {
        guard let services = model["services"], var mapping = services.mapping else { return model }
        var result = model
        for name in mapping.keys {
            if let merged = extended(name, &mapping, directory: file.parent, file: file, chain: []) {
                mapping[name] = merged
            }
        }
        result["services"] = services.with(.mapping(mapping))
        return result
    }

    /// The service with its bases merged in; `nil` where there is nothing to change.
    private func extended(
        _ name: String, _ services: inout ComposeMapping, directory: AbsolutePath, file: AbsolutePath,
        chain: [Reference]
    ) -> ComposeValue? {
        guard let value = services[name], var service = value.mapping, let extends = service["extends"] else {
            return services[name]
        }
        guard extends.directive != .reset else { return value }
        let reference: String
        var named = extends.position
        var baseFile: ComposeValue?
        switch extends.content {
        case .string(let text): reference = text
        case .mapping(let mapping):
            guard let text = mapping["service"]?.string else {
                findings.error(
                    "compose.missing-key", at: extends.position, "`services.\(name).extends` must name a `service`")
                return withoutExtends(value)
            }
            reference = text
            named = mapping["service"]?.position ?? named
            unknown(mapping, in: name)
            baseFile = mapping["file"].flatMap { $0.isNull ? nil : $0 }
        default: return value
        }
        var bases = services
        var path = file
        if let baseFile {
            guard let text = baseFile.string else { return value }
            guard let absolute = session.paths(from: workingDirectory).file(baseFile, text),
                let loaded = self.services(of: absolute, at: baseFile)
            else { return withoutExtends(value) }
            bases = loaded
            path = absolute
        }
        guard bases[reference] != nil else {
            let near = NearestName.of(reference, among: bases.keys).map { "did you mean `\($0)`?" }
            findings.error(
                "compose.extends", at: named,
                "`\(name)` extends the service `\(reference)`, which is not in `\(session.name(path))`", hint: near)
            return withoutExtends(value)
        }
        // Nothing to merge: the reference then leaves `extends` where it is, and prints it.
        if bases[reference]?.isNull ?? false { return value }
        let link = Reference(file: path.rawValue, service: name)
        guard !chain.contains(link) else {
            let names = (chain + [link]).map(\.service).joined(separator: " → ")
            findings.error(
                "compose.extends-cycle", at: extends.position, "services extend each other in a circle: \(names)",
                hint: "let one of them stand by itself, without `extends`")
            return withoutExtends(value)
        }
        guard chain.count < session.request.limits.depth else {
            findings.error(
                "compose.too-deep", at: extends.position, "`\(name)` extends services in too long a chain",
                expected: "at most \(session.request.limits.depth)")
            return withoutExtends(value)
        }
        guard
            let base = extended(
                reference, &bases, directory: path.parent, file: path, chain: chain + [link])?.mapping
        else { return withoutExtends(value) }
        if baseFile == nil { services = bases }
        service = Merger(findings: findings, directives: .keep).mergeService(
            base, service, path: "services.\(name)")
        service["extends"] = nil
        return ComposeValue(.mapping(service), at: value.position)
    }

    /// The reference passes over them without a word; a mistyped `file` makes it look in this file.
    private func unknown(_ extends: ComposeMapping, in name: String) {
        let known = ["service", "file"]
        for item in extends.entries where !known.contains(item.key) && !item.key.hasPrefix("x-") {
            findings.warn(
                "compose.unknown-key", at: item.keyPosition,
                "`services.\(name).extends` has no attribute `\(item.key)`, which says nothing",
                hint: NearestName.of(item.key, among: known).map { "did you mean `\($0)`?" })
        }
    }

    private func withoutExtends(_ value: ComposeValue) -> ComposeValue {
        guard var service = value.mapping else { return value }
        service["extends"] = nil
        return value.with(.mapping(service))
    }

    /// The services of another file, its own `extends` still in them, its paths resolved against its folder.
    private func services(of file: AbsolutePath, at place: ComposeValue) -> ComposeMapping? {
        if let known = loader.extended.services[file] { return known }
        guard let documents = session.parse(file, askedAt: place.position) else { return nil }
        var tree = ComposeMapping()
        for document in documents {
            guard let model = loader.interpolated(document) else { return nil }
            tree = Merger(findings: findings, directives: .keep).merge(tree, model)
            tree = loader.canonical(Uniqueness(findings: findings).enforce(tree))
        }
        tree = session.paths(from: file.parent).resolve(tree)
        guard let services = tree["services"]?.mapping else {
            findings.error(
                "compose.extends", at: place.position, "`\(session.name(file))` has no services to extend")
            return nil
        }
        loader.extended.services[file] = services
        return services
    }
}

/// Services of other files with their variables replaced and their paths resolved.
final class ExtendedFiles {
    var services: [AbsolutePath: ComposeMapping] = [:]
}

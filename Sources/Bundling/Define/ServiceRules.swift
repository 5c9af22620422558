import Compose
import Vocabulary

/// What no target could do is refused while packing, with the reason.
struct ServiceRules {
    let project: ComposeProject
    let findings: Findings

    func check() {
        for service in project.services {
            checkImage(service)
            checkProviders(service)
            checkMounts(service)
            checkConstraints(service)
            checkExtension(service)
        }
        for object in project.secrets + project.configs { check(object) }
        checkPorts()
    }

    /// Two services that always run cannot both have a port of the host. With other answers it may be well, so it is no error.
    private func checkPorts() {
        var known: [String: ServiceName] = [:]
        for service in project.services where service.profiles.isEmpty && service.networkMode == nil {
            for port in service.ports {
                guard let published = port.published, UInt16(published) != nil else { continue }
                let key = "\(port.hostAddress ?? "") \(published)/\(port.networkProtocol)"
                if let other = known[key], other != service.name {
                    findings.add(
                        Problem(
                            "definition.port-twice", .definition, severity: .warning, at: port.position,
                            "service `\(service.name)` publishes port \(published)/\(port.networkProtocol), as `\(other)` does",
                            consequence: "with these answers only one of them can start"))
                }
                known[key] = service.name
            }
        }
    }

    private func place(_ service: ComposeService, _ attribute: String) -> SourcePosition {
        service.positions[attribute] ?? service.position
    }

    private func checkImage(_ service: ComposeService) {
        if service.imageText == nil, service.build == nil, service.provider == nil {
            findings.refuse(
                "definition.no-image", at: service.position, "the service `\(service.name)` has no image",
                expected: "`image:` or `build:`")
        }
    }

    private func checkProviders(_ service: ComposeService) {
        if service.provider != nil {
            findings.refuse(
                "definition.not-possible", at: place(service, "provider"),
                "the service `\(service.name)` is run by a provider",
                expected: "an image: a provider is a program of the developer's machine")
        }
        if service.models != nil {
            findings.refuse(
                "definition.not-possible", at: place(service, "models"),
                "the service `\(service.name)` asks for models, which only a developer's Docker Desktop runs")
        }
        if service.useAPISocket {
            findings.refuse(
                "definition.not-possible", at: place(service, "use_api_socket"),
                "the service `\(service.name)` asks for the engine's socket with the developer's credentials",
                expected: "`volumes: [/var/run/docker.sock:/var/run/docker.sock]` where it is really needed")
        }
    }

    private func checkMounts(_ service: ComposeService) {
        for mount in service.volumes {
            if !mount.target.hasPrefix("/") {
                findings.refuse(
                    "definition.wrong-value", at: mount.position,
                    "service `\(service.name)` mounts something at `\(mount.target)`, which is no absolute path",
                    expected: "a path in the container: `/var/lib/data`",
                    hint: mount.target.contains(":")
                        ? "a source of one letter is read as a drive: write the mount in its long form" : nil)
            }
            switch mount.kind {
            case .cluster, .npipe:
                findings.refuse(
                    "definition.not-possible", at: mount.position,
                    "service `\(service.name)` mounts `\(mount.target)` in a way that only other engines know",
                    expected: "a bind mount, a volume or a tmpfs")
            default: break
            }
        }
    }

    private static let constraintKeys = [
        "node.id", "node.hostname", "node.role", "node.platform.os", "node.platform.arch",
    ]

    private func checkConstraints(_ service: ComposeService) {
        for constraint in service.deploy?.placement.constraints ?? [] {
            let text = constraint.text
            let parts = text.splitOnce(text.contains("!=") ? "!=" : "==")
            let key = parts.first?.trimmingSpaces ?? ""
            let isKnown =
                Self.constraintKeys.contains(key)
                || ["node.labels.", "engine.labels."].contains { key.hasPrefix($0) && key.utf8.count > $0.utf8.count }
            if parts.count != 2 || !isKnown || parts[1].trimmingSpaces.isEmpty {
                findings.refuse(
                    "definition.constraint", at: constraint.position,
                    "the placement constraint of service `\(service.name)` cannot be read",
                    expected:
                        "`node.labels.KEY == VALUE` or `!=`; in place of the label \(Self.constraintKeys.joined(separator: ", "))",
                    found: "`\(text)`")
            }
        }
    }

    private func checkExtension(_ service: ComposeService) {
        let extra = service.valise
        let place = extra.position ?? service.position
        for (key, other) in [("with", extra.with), ("on-scale", extra.onScale)] {
            guard let other, project.service(other) == nil else { continue }
            findings.refuse(
                "definition.unknown-service", at: place,
                "`x-valise.\(key)` of service `\(service.name)` names the service `\(other)`, which is not there",
                hint: NearestName.of(other.rawValue, among: project.services.map(\.name.rawValue)).map {
                    "did you mean `\($0)`?"
                })
        }
        if extra.with == service.name {
            findings.refuse(
                "definition.wrong-value", at: place, "`x-valise.with` of service `\(service.name)` names itself",
                expected: "the service beside which it runs")
        }
        // Started like any other service, such a job would do harm at the wrong time.
        for (key, isThere) in [("on-scale", extra.onScale != nil), ("run", extra.run != nil)] where isThere {
            findings.refuse(
                "definition.not-yet", at: place,
                "`x-valise.\(key)` of service `\(service.name)` is not supported yet")
        }
    }

    private func check(_ object: ComposeFileObject) {
        switch object.source {
        case .external:
            findings.refuse(
                "definition.not-possible", at: object.position,
                "`\(object.key)` is external, and nobody at the target has it",
                expected: "`environment:` with the variable of a question, `content:` or `file:`")
        case .driver(let name):
            findings.refuse(
                "definition.not-possible", at: object.position,
                "`\(object.key)` comes from the driver `\(name)`, which only Swarm's plugins have")
        default: break
        }
    }
}

extension StringProtocol {
    /// The parts before and after the first occurrence; one part where there is none.
    func splitOnce(_ separator: String) -> [SubSequence] {
        guard let range = self[...].firstRange(of: separator) else { return [self[...]] }
        return [self[..<range.lowerBound], self[range.upperBound...]]
    }
}

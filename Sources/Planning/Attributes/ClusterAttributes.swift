public import Compose
public import Vocabulary

/// What Swarm mode cannot do of what a definition asks for, or does in another way; nothing where no profile is for several hosts. Pure.
///
/// `definition.not-on-several-hosts` (10) is an error where a profile needs several hosts, and a warning where one only allows them.
/// `lint.on-several-hosts` is a note: mapped or ignored there, and not on one host.
public func clusterAttributes(of project: ComposeProject, for profiles: [Profile]) -> [Problem] {
    guard let check = ClusterAttributes(profiles) else { return [] }
    var found: [Problem] = []
    AttributeWalk { path, owner, entry in check.judge(entry, path, owner, into: &found) }.walk(project)
    for service in project.services { check.judge(service, into: &found) }
    return found
}

/// The rules of one run, for the profiles that are for several hosts.
private struct ClusterAttributes {
    private let severity: Problem.Severity
    /// "profile `customer-site` needs 2 hosts".
    private let why: String
    private let hint: String

    init?(_ profiles: [Profile]) {
        let needing = profiles.filter { $0.minimumHosts > 1 }
        guard let profile = needing.first ?? profiles.first(where: { $0.maximumHosts > 1 }) else { return nil }
        severity = needing.isEmpty ? .warning : .error
        why =
            needing.isEmpty
            ? "profile `\(profile.name)` allows \(profile.maximumHosts) hosts"
            : "profile `\(profile.name)` needs \(profile.minimumHosts) hosts"
        let names = (needing.isEmpty ? profiles.filter { $0.maximumHosts > 1 } : needing).map { "`\($0.name)`" }
        hint = "take it out of the Compose file, or \(names.joined(separator: ", ")) out of `profiles` in valise.yaml"
    }

    func judge(
        _ entry: ComposeMapping.Entry, _ path: String, _ owner: String?, into found: inout [Problem]
    ) -> AttributeWalk.Next {
        guard Self.asksForSomething(entry.value) else { return .pass }
        guard let row = AttributeTable.row(of: path), !Self.isHarmless(path, entry.value) else { return .descend }
        switch row.cluster {
        case .refused(let reason) where !Self.isRefused(row.oneHost):
            found.append(refusal(path, owner, reason, at: entry.keyPosition))
            return .pass
        case .ignored(let reason) where row.oneHost != row.cluster:
            found.append(note(path, "has no effect on several hosts: \(reason)", at: entry.keyPosition))
            return .pass
        case .mapped(let how) where row.oneHost != row.cluster && path == row.path:
            found.append(note(path, "is mapped on several hosts: \(how)", at: entry.keyPosition))
            return .descend
        default: return .descend
        }
    }

    /// What no attribute can say by itself.
    func judge(_ service: ComposeService, into found: inout [Problem]) {
        guard let deploy = service.deploy else { return }
        if deploy.endpointMode == "dnsrr", let port = service.ports.first(where: { $0.mode != "host" }) {
            found.append(
                refusal(
                    "services.ports", service.name.rawValue,
                    "with `endpoint_mode: dnsrr` Swarm publishes ports of the hosts alone (`mode: host`)",
                    at: port.position))
        }
        if deploy.mode == "global", deploy.replicas != nil {
            found.append(
                refusal(
                    "services.deploy.replicas", service.name.rawValue,
                    "in `global` mode each host runs one", at: deploy.position))
        }
    }

    /// Nothing, `false` and what is empty change nothing.
    private static func asksForSomething(_ value: ComposeValue) -> Bool {
        switch value.content {
        case .null, .bool(false): false
        case .string(let text): !text.isEmpty
        case .list(let list): !list.isEmpty
        case .mapping(let mapping): !mapping.isEmpty
        default: true
        }
    }

    private static func isRefused(_ fate: AttributeFate) -> Bool {
        if case .refused = fate { true } else { false }
    }

    /// Values that say what Swarm does anyway.
    private static func isHarmless(_ path: String, _ value: ComposeValue) -> Bool {
        switch path {
        case "services.ports.host_ip": ["0.0.0.0", "::"].contains(value.string)
        case "networks.driver": value.string != "bridge"
        default: false
        }
    }

    private func refusal(_ path: String, _ owner: String?, _ reason: String, at position: SourcePosition) -> Problem {
        let who = owner.map { path.hasPrefix("services.") ? "service `\($0)` uses " : "`\($0)` uses " } ?? ""
        return Problem(
            "definition.not-on-several-hosts", .definition, severity: severity, at: position,
            "\(why), and \(who)`\(Self.name(path))`: \(reason)",
            consequence: severity == .error ? nil : "it can be installed on one host only", hint: hint)
    }

    private func note(_ path: String, _ what: String, at position: SourcePosition) -> Problem {
        Problem(
            "lint.on-several-hosts", .definition, severity: .note, at: position, "`\(Self.name(path))` \(what)")
    }

    private static func name(_ path: String) -> String {
        path.hasPrefix("services.") ? String(path.dropFirst("services.".count)) : path
    }
}

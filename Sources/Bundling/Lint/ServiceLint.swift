import Compose
import Vocabulary

/// What a service may do to its host, and what it says too openly.
struct ServiceLint {
    let service: ComposeService

    func problems() -> [Problem] { passwords() + ports() + powers() + sharing() }

    private func place(_ attribute: String) -> SourcePosition { service.positions[attribute] ?? service.position }

    private func passwords() -> [Problem] {
        service.environment.compactMap { variable in
            guard let value = variable.value, !value.contains(Question.passwordSample),
                SecretLook.isSecret(name: variable.name, value: value) || Self.holdsPassword(value)
            else { return nil }
            return .lint(
                "lint.clear-password", .warning, at: variable.position,
                "`\(variable.name)` of service `\(service.name)` is a password in clear", found: "***",
                consequence: "every customer has the same one, and it stands in the bundle",
                hint: "make it a question in valise.yaml (`type: password, generate: 24`), and `${VARIABLE}` here")
        }
    }

    /// `scheme://user:password@host` (RFC 3986, 3.2.1).
    private static func holdsPassword(_ value: String) -> Bool {
        guard let scheme = value.firstRange(of: "://") else { return false }
        let authority = value[scheme.upperBound...].prefix { $0 != "/" }
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return false
        }
        return authority.index(after: colon) < at
    }

    private func ports() -> [Problem] {
        service.ports.flatMap { port -> [Problem] in
            var result: [Problem] = []
            guard let published = port.published else {
                return [
                    .lint(
                        "lint.random-port", .note, at: port.position,
                        "port \(port.target) of service `\(service.name)` gets any free port of the host, another one after each start"
                    )
                ]
            }
            if published.contains("-") {
                result.append(
                    .lint(
                        "lint.port-range", .warning, at: port.position,
                        "port \(port.target) of service `\(service.name)` gets one of \(published), and `check` cannot say which",
                        hint: "publish one port, or ask for it with a question of type port"))
            }
            if port.hostAddress == nil || ["0.0.0.0", "::"].contains(port.hostAddress) {
                result.append(
                    .lint(
                        "lint.open-port", .note, at: port.position,
                        "port \(published) of service `\(service.name)` is open to all addresses of the host",
                        hint: "`127.0.0.1:\(published):\(port.target)` keeps it on the host"))
            }
            return result
        }
    }

    private func powers() -> [Problem] {
        var result: [Problem] = []
        if service.privileged {
            result.append(
                .lint(
                    "lint.privileged", .warning, at: place("privileged"),
                    "service `\(service.name)` is privileged: it can do all that root can do on the host",
                    hint: "`cap_add` and `devices` give what it really needs"))
        }
        if let user = service.user, ["0", "root"].contains(String(user.prefix { $0 != ":" })) {
            result.append(
                .lint("lint.root", .note, at: place("user"), "service `\(service.name)` runs as root in its container"))
        }
        for capability in service.capabilitiesAdded {
            let name = capability.uppercased().hasPrefix("CAP_") ? String(capability.dropFirst(4)) : capability
            guard
                ["ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "DAC_READ_SEARCH", "SYS_RAWIO"].contains(
                    name.uppercased())
            else { continue }
            result.append(
                .lint(
                    "lint.capability", .warning, at: place("cap_add"),
                    "service `\(service.name)` gets the capability \(name.uppercased()), with which it can leave its container"
                ))
        }
        return result
    }

    private func sharing() -> [Problem] {
        var result: [Problem] = []
        if service.networkMode == "host" {
            result.append(
                .lint(
                    "lint.host-network", .warning, at: place("network_mode"),
                    "service `\(service.name)` shares the host's network: every port that it opens is open there, and `check` cannot know them"
                ))
        }
        for (attribute, value) in [("pid", service.pid), ("ipc", service.ipc), ("uts", service.uts)]
        where value == "host" {
            result.append(
                .lint(
                    "lint.host-namespace", .warning, at: place(attribute),
                    "service `\(service.name)` shares the host's \(attribute) namespace"))
        }
        return result
    }
}

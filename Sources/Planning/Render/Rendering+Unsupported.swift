import Compose
import Vocabulary

/// What cannot be run as it is written: refused, never dropped.
extension Rendering {
    mutating func refuseUnsupported(of service: ComposeService) {
        for (attribute, reason) in Self.unsupported(of: service) {
            refuse(
                "render.unsupported", at: service.positions[attribute] ?? service.position,
                "service `\(service.name)` uses `\(attribute)`: \(reason)",
                hint: "take it out of the Compose file, or into a Compose profile that is not activated")
        }
        if let platform = service.platform, Platform(platform) == nil {
            refuse(
                "render.unsupported", at: service.positions["platform"] ?? service.position,
                "service `\(service.name)` asks for the platform `\(platform)`, which is none",
                expected: "`os/architecture[/variant]`")
        }
        for mount in service.volumes {
            guard let reason = Self.unsupported(mount) else { continue }
            refuse(
                "render.unsupported", at: mount.position,
                "service `\(service.name)` mounts `\(mount.target)` \(reason)")
        }
        for attachment in service.networks {
            if attachment.interfaceName != nil {
                refuse(
                    "render.unsupported", at: attachment.position,
                    "service `\(service.name)` names its interface in network `\(attachment.network)`: engines below API 1.49 cannot"
                )
            }
            if attachment.gatewayPriority != nil {
                refuse(
                    "render.unsupported", at: attachment.position,
                    "service `\(service.name)` sets `gw_priority` in network `\(attachment.network)`: engines below API 1.48 cannot"
                )
            }
        }
        let known = Set(project.services.map(\.name))
        for dependency in service.dependsOn where dependency.required && !known.contains(dependency.service) {
            refuse(
                "render.unsupported", at: dependency.position,
                "service `\(service.name)` depends on `\(dependency.service)`, which is in no active Compose profile",
                hint: "activate it with `--with PROFILE`")
        }
        for device in service.devices where !device.source.hasPrefix("/") {
            refuse(
                "render.unsupported", at: device.position,
                "service `\(service.name)` uses the device `\(device.source)`: devices by CDI name are not supported",
                expected: "a path below /dev")
        }
    }

    private static func unsupported(of service: ComposeService) -> [(String, String)] {
        var found: [(String, String)] = []
        if service.provider != nil { found.append(("provider", "it is run by a plugin of the vendor's machine")) }
        if service.models != nil { found.append(("models", "no model runner is brought along")) }
        if service.useAPISocket {
            found.append(("use_api_socket", "credentials of the vendor's machine would be needed"))
        }
        if service.credentialSpecification != nil { found.append(("credential_spec", "only Windows has it")) }
        if let driver = service.volumeDriver, driver != "local" {
            found.append(("volume_driver", "no volume plugin is brought along"))
        }
        if service.deploy?.reservations?.genericResources.isEmpty == false {
            found.append(("deploy", "`generic_resources` need a cluster"))
        }
        if service.deploy?.mode?.hasSuffix("-job") == true {
            found.append(("deploy", "jobs need a cluster"))
        }
        if service.valise.run != nil { found.append(("x-valise", "`run` is not supported yet")) }
        if service.valise.onScale != nil { found.append(("x-valise", "`on-scale` is not supported yet")) }
        return found
    }

    private static func unsupported(_ mount: ComposeService.Mount) -> String? {
        switch mount.kind {
        case .image: "from an image: engines below API 1.48 cannot"
        case .cluster: "as a cluster volume: an installation on one host has none"
        case .npipe: "as a named pipe: only Windows has them"
        case .volume(_, let options), .anonymousVolume(let options):
            options.subpath != nil ? "with `subpath`: engines below API 1.45 cannot" : nil
        case .bind(let bind):
            bind.recursive.map { $0 != "enabled" } == true
                ? "with `bind.recursive`: engines below API 1.44 cannot" : nil
        case .tmpfs: nil
        }
    }

    /// `${NAME}`, `$NAME`, `${NAME:-default}` and `$$` of a text that is no Compose file.
    func filled(_ text: String) -> String {
        var result = ""
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            if rest.first == "$" {
                result += "$"
                rest = rest.dropFirst()
            } else if rest.first == "{", let end = rest.firstIndex(of: "}") {
                let inner = rest[rest.index(after: rest.startIndex)..<end]
                rest = rest[rest.index(after: end)...]
                let name = inner.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
                let value = environment[String(name)] ?? ""
                let form = inner.dropFirst(name.count)
                if form.hasPrefix(":-") {
                    result += value.isEmpty ? String(form.dropFirst(2)) : value
                } else if form.hasPrefix("-") {
                    result += environment[String(name)] ?? String(form.dropFirst())
                } else {
                    result += value
                }
            } else {
                let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
                result += name.isEmpty ? "$" : environment[String(name)] ?? ""
                rest = rest.dropFirst(name.count)
            }
        }
        return result + rest
    }
}

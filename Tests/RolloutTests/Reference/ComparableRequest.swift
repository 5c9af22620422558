import Foundation
import TestKit
import Vocabulary

/// A create request without what is different on purpose. Each difference has its reason here; nothing else is forgiven.
enum ComparableRequest {
    /// - Parameter names: of containers, by ID: what one is called, another engine knows.
    static func all(_ creations: [StubCreation], folder: String, names: [String: String]) -> [String: StubJSON] {
        var result: [String: StubJSON] = [:]
        /// Volumes that only Valise names, to where their container has them.
        var places: [String: String] = [:]
        for creation in creations {
            if let place = creation.body["Labels"][ObjectLabel.mountPoint].text {
                places[creation.name] = place
                continue
            }
            // Recreated or asked for twice: the last counts.
            result["\(creation.kind.rawValue) \(creation.name)"] = plain(creation, folder, places, names)
        }
        return result
    }

    private static func plain(
        _ creation: StubCreation, _ folder: String, _ places: [String: String], _ names: [String: String]
    ) -> StubJSON {
        var body = creation.body
        body["Labels"] = .object(
            body["Labels"].members.filter { !ownLabels.contains($0.key) && !$0.key.hasPrefix("io.valise.") })
        switch creation.kind {
        case .container: body = container(body, folder, places)
        case .network:
            // The reference asks the engine to refuse a second network of the name; we look before, and 20.10 needs both.
            body["CheckDuplicate"] = .null
        case .connection:
            // Says the same as `IPAMConfig` and is not looked at.
            body["IPAddress"] = .null
        case .volume, .service, .config, .secret: break
        }
        return compact(naming(body, names))
    }

    private static func naming(_ value: StubJSON, _ names: [String: String]) -> StubJSON {
        switch value {
        case .string(let text): .string(names.reduce(text) { $0.replacing($1.key, with: $1.value) })
        case .array(let elements): .array(elements.map { naming($0, names) })
        case .object(let members): .object(members.mapValues { naming($0, names) })
        default: value
        }
    }

    /// Labels with other values on purpose: hashes are over other forms, paths are those of the target, the version is not ours to claim.
    private static let ownLabels: Set<String> = [
        ObjectLabel.configHash, ObjectLabel.configFiles, ObjectLabel.workingDirectory, ObjectLabel.image,
        ObjectLabel.composeVersion,
    ]

    private static func container(_ container: StubJSON, _ folder: String, _ places: [String: String]) -> StubJSON {
        var body = container
        body["Image"] = .string(ImageReference(body["Image"].text ?? "").map { "\($0)" } ?? "")
        // Of the client's terminal: the reference may attach itself, we never do.
        for key in ["AttachStdout", "AttachStderr"] { body[key] = .null }
        body["HostConfig"]["ConsoleSize"] = .null
        // Said twice: the engine looks at those of the endpoint, where there is a network of one's own.
        if body["NetworkingConfig"] != .null { body["HostConfig"]["Links"] = .null }
        // Only the one that the engine's version looks at, and it is the same.
        for network in body["NetworkingConfig"]["EndpointsConfig"].members.keys {
            body["NetworkingConfig"]["EndpointsConfig"][network]["MacAddress"] = .null
        }
        if let depends = body["Labels"][ObjectLabel.dependsOn].text {
            // The reference writes them as they come.
            body["Labels"][ObjectLabel.dependsOn] = .string(
                depends.split(separator: ",").sorted().joined(separator: ","))
        }
        body["Env"] = .array(body["Env"].texts.sorted().map { .string($0) })
        var mounts: [String] = []
        for bind in body["HostConfig"]["Binds"].texts {
            let parts = bind.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count >= 2 else { continue }
            let options = (parts.count > 2 ? parts[2] : "").split(separator: ",").filter { $0 != "rw" && $0 != "z" }
                .sorted()
            if let place = places[parts[0]] {
                mounts.append("anonymous \(place) \(options.joined(separator: ","))")
            } else {
                let kind = parts[0].hasPrefix("/") ? "bind" : "volume"
                mounts.append("\(kind) \(source(parts[0], folder)) \(parts[1]) \(options.joined(separator: ","))")
            }
        }
        for mount in body["HostConfig"]["Mounts"].list {
            var options: [String] = []
            if mount["ReadOnly"].flag { options.append("ro") }
            if mount["VolumeOptions"]["NoCopy"].flag { options.append("nocopy") }
            if let propagation = mount["BindOptions"]["Propagation"].text { options.append(propagation) }
            let extra = mount["TmpfsOptions"].members.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
            let name = source(mount["Source"].text ?? "", folder)
            let kind = mount["Type"].text ?? ""
            let what = kind == "volume" && name.isEmpty ? "anonymous" : name.isEmpty ? kind : "\(kind) \(name)"
            mounts.append(
                "\(what) \(mount["Target"].text ?? "") \(options.sorted().joined(separator: ","))"
                    + extra.joined())
        }
        for place in body["Volumes"].members.keys { mounts.append("anonymous \(place) ") }
        // Which of the engine's two forms a mount is in makes no difference to the container.
        body["HostConfig"]["Binds"] = .null
        body["HostConfig"]["Mounts"] = .array(Set(mounts).sorted().map { .string($0) })
        body["Volumes"] = .null
        // The reference takes them as they come out of a map.
        body["HostConfig"]["Ulimits"] = .array(
            body["HostConfig"]["Ulimits"].list.sorted { ($0["Name"].text ?? "") < ($1["Name"].text ?? "") })
        body["HostConfig"]["ExtraHosts"] = .array(
            body["HostConfig"]["ExtraHosts"].texts.sorted().map { .string($0) })
        return body
    }

    /// Below the project for the reference, below the state folder for us.
    private static func source(_ path: String, _ folder: String) -> String {
        guard path.hasPrefix(folder + "/") else { return path }
        let below = path.dropFirst(folder.count + 1).split(separator: "/").map(String.init)
        guard below.first == "apps", below.count > 3 else { return "./" + below.joined(separator: "/") }
        // apps/NAME/data/…, apps/NAME/config/DIGEST/…
        return "./" + below.dropFirst(below[2] == "config" ? 4 : 3).joined(separator: "/")
    }

    /// Without what says nothing: null, false, 0, "", and what is empty.
    static func compact(_ value: StubJSON) -> StubJSON {
        switch value {
        case .null, .bool(false), .int(0), .string(""): return .null
        case .array(let elements):
            return elements.isEmpty ? .null : .array(elements.map(compact))
        case .object(let members):
            let kept = members.mapValues(compact).filter { $0.value != .null }
            return kept.isEmpty ? .null : .object(kept)
        default: return value
        }
    }
}

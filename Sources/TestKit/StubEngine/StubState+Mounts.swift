import Foundation
import Vocabulary

extension StubState {
    /// The mounts of a container to be made; named and anonymous volumes are created with it, missing sources of `Mounts` are refused, as in the engine.
    func mounts(of body: StubJSON, _ image: StubImage, _ id: String) throws -> [StubContainer.Mount] {
        var result: [StubContainer.Mount] = []
        let host = body["HostConfig"]
        for bind in host["Binds"].texts {
            let parts = bind.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 || parts.count == 3, parts[1].hasPrefix("/") else {
                throw StubError(status: 400, message: "invalid volume specification: '\(bind)'")
            }
            let options = parts.count == 3 ? parts[2].split(separator: ",").map(String.init) : []
            let isPath = parts[0].hasPrefix("/")
            if !isPath { ensureVolume(parts[0], isAnonymous: false, labels: [:]) }
            result.append(
                .init(
                    type: isPath ? "bind" : "volume", name: isPath ? "" : parts[0],
                    source: isPath ? parts[0] : mountpoint(parts[0]), destination: parts[1],
                    isWritable: !options.contains("ro")))
        }
        for mount in host["Mounts"].list { result.append(try self.mount(mount, id)) }
        for name in host["VolumesFrom"].texts {
            let other = try container(String(name.prefix { $0 != ":" }))
            result += other.mounts.filter { mount in !result.contains { $0.destination == mount.destination } }
        }
        let anonymous = Set(body["Volumes"].members.keys).union(image.document["config"]["Volumes"].members.keys)
        for destination in anonymous.sorted() where !result.contains(where: { $0.destination == destination }) {
            result.append(anonymousVolume(at: destination))
        }
        return result
    }

    private func mount(_ mount: StubJSON, _ id: String) throws -> StubContainer.Mount {
        let target = mount["Target"].text ?? ""
        let source = mount["Source"].text ?? ""
        let isWritable = !mount["ReadOnly"].flag
        switch mount["Type"].text {
        case "bind":
            guard seesFile(source) else {
                throw StubError(
                    status: 400,
                    message: "invalid mount config for type \"bind\": bind source path does not exist: \(source)")
            }
            return .init(type: "bind", name: "", source: source, destination: target, isWritable: isWritable)
        case "volume":
            guard !source.isEmpty else { return anonymousVolume(at: target) }
            ensureVolume(source, isAnonymous: false, labels: mount["VolumeOptions"]["Labels"].textMembers)
            return .init(
                type: "volume", name: source, source: mountpoint(source), destination: target, isWritable: isWritable)
        case "tmpfs": return .init(type: "tmpfs", name: "", source: "", destination: target, isWritable: true)
        default:
            throw StubError(status: 400, message: "invalid mount config: unknown type \(mount["Type"].text ?? "")")
        }
    }

    private func anonymousVolume(at destination: String) -> StubContainer.Mount {
        let name = newIdentifier()
        ensureVolume(name, isAnonymous: true, labels: [:])
        return .init(
            type: "volume", name: name, source: mountpoint(name), destination: destination, isWritable: true)
    }

    func mountpoint(_ volume: String) -> String { "\(rootDirectory)/volumes/\(volume)/_data" }

    private func seesFile(_ path: String) -> Bool {
        configuration.files == .seen && FileManager.default.fileExists(atPath: onMachine(path))
    }

    @discardableResult
    func ensureVolume(
        _ name: String, isAnonymous: Bool, labels: [String: String], options: [String: String] = [:]
    ) -> StubVolume {
        if let found = volumes[name] { return found }
        let volume = StubVolume(name: name, labels: labels, options: options, created: now(), isAnonymous: isAnonymous)
        volumes[name] = volume
        emit("volume", "create", id: name, ["driver": "local"])
        return volume
    }

    // Files of a container: its mounts first, then what it wrote, then its image.

    /// The mount that a path lies in, and the path below it, with a leading slash or empty.
    private func place(_ container: StubContainer, _ path: String) -> (StubContainer.Mount, String)? {
        container.mounts.filter { path == $0.destination || path.hasPrefix($0.destination + "/") }
            .max { $0.destination.utf8.count < $1.destination.utf8.count }
            .map { ($0, String(path.dropFirst($0.destination.count))) }
    }

    func file(_ container: StubContainer, _ path: String) -> StubFile? {
        if let (mount, rest) = place(container, path) {
            switch mount.type {
            case "volume":
                return rest.isEmpty ? StubFile(kind: .folder, mode: 0o755) : volumes[mount.name]?.files[rest]
            case "bind": return hostFile(mount.source + rest, isRoot: rest.isEmpty)
            default: break
            }
        }
        if let own = container.files[path] { return own }
        return images[container.imageID].flatMap { imageFiles($0)[path] }
            ?? (path == "/" || hasChildren(container, path) ? StubFile(kind: .folder, mode: 0o755) : nil)
    }

    private func hasChildren(_ container: StubContainer, _ path: String) -> Bool {
        let image = images[container.imageID].map { imageFiles($0) } ?? [:]
        let prefix = path + "/"
        return container.files.keys.contains { $0.hasPrefix(prefix) } || image.keys.contains { $0.hasPrefix(prefix) }
            || container.mounts.contains { $0.destination.hasPrefix(prefix) }
    }

    /// Where a path of the host is on this machine.
    func onMachine(_ path: String) -> String { configuration.root.appending(path).rawValue }

    private func hostFile(_ hostPath: String, isRoot: Bool) -> StubFile? {
        let path = onMachine(hostPath)
        var isFolder: ObjCBool = false
        guard configuration.files == .seen, FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return isRoot ? StubFile(kind: .folder, mode: 0o755) : nil
        }
        let attributes = (try? FileManager.default.attributesOfItem(atPath: path)) ?? [:]
        let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0o644
        if isFolder.boolValue { return StubFile(kind: .folder, mode: mode) }
        return FileManager.default.contents(atPath: path).map { StubFile(kind: .file(Array($0)), mode: mode) }
    }

    /// Paths at and below one, in order.
    func paths(_ container: StubContainer, below path: String) -> [String] {
        let prefix = path == "/" ? "/" : path + "/"
        var result: Set<String> = [path]
        let image = images[container.imageID].map { imageFiles($0) } ?? [:]
        for candidate in Array(container.files.keys) + Array(image.keys) where candidate.hasPrefix(prefix) {
            result.insert(candidate)
        }
        if let (mount, rest) = place(container, path) {
            if mount.type == "volume" {
                for candidate in volumes[mount.name]?.files.keys ?? [:].keys where candidate.hasPrefix(rest + "/") {
                    result.insert(mount.destination + candidate)
                }
            } else if mount.type == "bind", configuration.files == .seen {
                let source = onMachine(mount.source + rest)
                for name in (try? FileManager.default.subpathsOfDirectory(atPath: source)) ?? [] {
                    result.insert(path + "/" + name)
                }
            }
        }
        return result.sorted()
    }

    func write(_ id: String, _ path: String, _ file: StubFile) {
        guard let container = containers[id] else { return }
        if let (mount, rest) = place(container, path), !rest.isEmpty {
            if mount.type == "volume" {
                volumes[mount.name]?.files[rest] = file
                return
            }
            if mount.type == "bind", configuration.files == .seen, case .file(let bytes) = file.kind {
                // A source that cannot be written is what the container would meet, too.
                _ = FileManager.default.createFile(
                    atPath: onMachine(mount.source + rest), contents: Data(bytes),
                    attributes: [.posixPermissions: file.mode])
                return
            }
        }
        containers[id]?.files[path] = file
    }
}

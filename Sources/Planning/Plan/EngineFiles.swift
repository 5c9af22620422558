import Vocabulary

/// Where configuration and data go on an engine that does not see our files: folders into volumes, a single file, which no volume can stand for, into the container itself.
/// Collects what is to be filled. Pure.
struct EngineFiles {
    let desired: DesiredState
    let folders: InstallationFolders
    private(set) var volumes: [String: FilledVolume] = [:]

    init(_ desired: DesiredState, _ folders: InstallationFolders) {
        self.desired = desired
        self.folders = folders
    }

    /// What stands for a bind source.
    enum Place {
        case volume(String)
        case file(DesiredContainer.File)
    }

    /// `nil` where the source is no marker of ours.
    mutating func place(of source: String, at target: String) -> Place? {
        if source.hasPrefix(BindSource.data) {
            return RelativePath(String(source.dropFirst(BindSource.data.count))).map { .volume(data($0)) }
        }
        guard source.hasPrefix(BindSource.configuration) else { return nil }
        let rest = source.dropFirst(BindSource.configuration.count)
        let digest = rest.prefix { $0 != "/" }
        guard let tree = desired.configurations.first(where: { $0.digest.hex == digest }) else { return nil }
        let entries = ConfigurationFolder(tree).entries
        let path = RelativePath(String(rest.dropFirst(digest.count + 1)))
        if let path, let entry = entries.first(where: { $0.path == path }), entry.content != .folder {
            return .file(
                DesiredContainer.File(
                    path: target, mode: entry.mode, owner: entry.owner ?? 0, group: entry.group ?? 0,
                    content: entry.content))
        }
        return .volume(configuration(String(digest), path, entries))
    }

    private mutating func data(_ path: RelativePath) -> String {
        let folder = desired.dataFolders.first { $0.path == path }
        // No project's name has a dot, so that no volume of a Compose file is called so.
        let name = "\(desired.installation).data.\(Self.word(path.rawValue))"
        volumes[name] = FilledVolume(
            specification: VolumeSpecification(name: name, labels: [ObjectLabel.files: FilledVolume.data]),
            owner: folder?.owner ?? 0, group: folder?.group ?? 0, mode: folder?.mode ?? 0o755, entries: [])
        return name
    }

    /// Named by content, as a folder of configuration is.
    private mutating func configuration(
        _ digest: String, _ path: RelativePath?, _ entries: [ConfigurationFolder.Entry]
    ) -> String {
        let place = path.map { "-" + Self.word($0.rawValue) } ?? ""
        let name = "\(desired.installation).config.\(digest.prefix(16))\(place)"
        let own = path.flatMap { path in entries.first { $0.path == path } }
        let below = entries.compactMap { entry -> ConfigurationFolder.Entry? in
            guard let path else { return entry }
            guard entry.path != path, entry.path.isAtOrBelow(path),
                let inner = RelativePath(String(entry.path.rawValue.dropFirst(path.rawValue.utf8.count + 1)))
            else { return nil }
            var result = entry
            result.path = inner
            return result
        }
        volumes[name] = FilledVolume(
            specification: VolumeSpecification(name: name, labels: [ObjectLabel.files: FilledVolume.configuration]),
            owner: own?.owner ?? 0, group: own?.group ?? 0, mode: own?.mode ?? 0o755, entries: below)
        return name
    }

    /// A path as a part of a volume's name, in which engines allow letters, digits and `_.-`. Two paths never become one.
    private static func word(_ path: String) -> String {
        let plain = path.replacing("/", with: ".")
        let isKept = { (character: Character) in
            character.isASCII && (character.isLetter || character.isNumber || "_-.".contains(character))
        }
        if plain.allSatisfy(isKept), !path.contains(".") { return plain }
        return String(plain.filter(isKept)) + "-" + Digest.of(Array(path.utf8)).hex.prefix(6)
    }
}

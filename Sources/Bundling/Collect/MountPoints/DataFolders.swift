import ArchiveIO
import Compose
import ContentStore
import Vocabulary

/// Works out owner and mode of data folders: those of the mount point in the image, else the user that the image runs as, else 0:0.
struct DataFolders {
    let definition: Definition
    let images: [CollectedImage]
    let store: ContentStore

    /// A mount of a data folder.
    private struct Use {
        var service: ServiceName
        var target: String
    }

    func folders() throws -> [DataFolder] {
        var uses: [RelativePath: [Use]] = [:]
        for source in definition.sources {
            if case .data(let path) = source.kind {
                uses[path, default: []].append(Use(service: source.service, target: source.target))
            }
        }
        return try uses.map { path, uses in try folder(path, uses.sorted { $0.service < $1.service }) }
            .sorted { $0.path < $1.path }
    }

    private func folder(_ path: RelativePath, _ uses: [Use]) throws -> DataFolder {
        var result = DataFolder(
            path: path, owner: 0, group: 0, mode: 0o755, services: Array(Set(uses.map(\.service))).sorted())
        // The first service whose image has the mount point decides; without one, the first that runs as somebody.
        for use in uses {
            guard let files = files(of: use.service), let node = try files.look(at: [use.target])[use.target],
                node.kind == .folder
            else { continue }
            result.owner = node.owner
            result.group = node.group
            result.mode = node.mode
            return result
        }
        for use in uses {
            guard let user = user(of: use.service), !user.isEmpty, let files = files(of: use.service) else { continue }
            let accounts = try files.look(at: ["/etc/passwd", "/etc/group"])
            let lookup = UserLookup(passwd: accounts["/etc/passwd"]?.content, group: accounts["/etc/group"]?.content)
            guard let numbers = lookup.numbers(of: user) else { continue }
            result.owner = numbers.owner
            result.group = numbers.group
            return result
        }
        return result
    }

    /// The image of a service, on the first platform; of several that answers choose among, the first.
    private func platform(of service: ServiceName) -> (CollectedImage, CollectedPlatform)? {
        guard let image = images.first(where: { $0.services.contains(service) }), let first = image.platforms.first
        else { return nil }
        return (image, first)
    }

    private func files(of service: ServiceName) -> ImageFiles? {
        platform(of: service).map { image, platform in
            ImageFiles(layers: platform.layers, store: store, subject: "a layer of `\(image.reference.familiar)`")
        }
    }

    /// The Compose file's user counts before the image's.
    private func user(of service: ServiceName) -> String? {
        if let given = definition.project.service(service)?.user { return given }
        guard let (_, platform) = platform(of: service) else { return nil }
        do {
            return try CanonicalJSON.decode(ImageConfiguration.self, from: platform.configuration).config?.user
        } catch {
            return nil  // configs were decoded when they were taken; one that cannot be read never came here
        }
    }
}

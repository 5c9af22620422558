import ArchiveIO
import EngineClient
import HostAccess
import Vocabulary

/// Finds out whether the engine sees this host's files: a marker in a folder, read back through a container that is made and never started.
///
/// Needs no image of anybody's: it imports an empty one. Container, image and marker are removed whatever happens. Cost: some 100 ms.
struct FileSight: Sendable {
    let engine: EngineClient
    let host: any HostAccess
    /// As ``EngineFacts/mapsUsers``.
    var mapsUsers = false
    /// In seconds, for looks of other state folders. A look takes few, and each of its calls has a limit: what is older was left by one that was killed.
    var abandonedAfter: Int64 = 600

    /// `folder`: where to put the marker; the nearest one above it that is there is taken.
    ///
    /// Cancelling does not cut it short: an engine may finish a call that its caller has left, and what that made would stay.
    func look(at folder: AbsolutePath) async throws -> EngineFacts.Sight {
        let sight = try await Task.detached {
            var place = folder
            while try await host.kind(of: place) != .folder, place != .root { place = place.parent }
            let marker = try await host.writeMarker(in: place)
            let result: Result<EngineFacts.Sight, any Error>
            do { result = .success(try await look(for: marker, in: place)) } catch { result = .failure(error) }
            _ = try await host.removeTree(marker.path, below: place)
            return try result.get()
        }.value
        try Task.checkCancellation()
        return sight
    }

    private func look(for marker: Marker, in folder: AbsolutePath) async throws -> EngineFacts.Sight {
        let name = "valise-marker-" + String(decoding: marker.content.prefix(8), as: UTF8.self)
        guard let reference = ImageReference(Self.repository + name.suffix(8)) else { return .notTried }
        // Two blocks of zeros: the end of a tar, and all of an empty one (POSIX, pax, "ustar Interchange Format").
        let empty = [UInt8](repeating: 0, count: 1024)
        let sight: Result<EngineFacts.Sight, any Error>
        do {
            _ = try await engine.importImage(.bytes(empty), as: reference)
            try await sweep(in: folder, own: reference)
            sight = .success(try await readBack(marker, in: folder, name: name, image: reference.familiar))
        } catch {
            sight = .failure(error)
        }
        await Self.ignoringMissing { try await engine.removeContainer(name, .forced) }
        await Self.ignoringMissing { _ = try await engine.removeImage(reference.familiar) }
        return try sight.get()
    }

    /// Removes what looks that were killed have left: of this state folder at once, as nobody holds their marker any more; of others when they are old, by the engine's
    /// own clock, which dates `own` as well.
    private func sweep(in folder: AbsolutePath, own: ImageReference) async throws {
        var ids = try await host.abandonedMarkers(in: folder).map {
            $0.lastComponent.dropFirst(".valise-marker-".count)
        }
        let markers = try await engine.listImages().compactMap { image in
            image.tags.first { $0.hasPrefix(Self.repository) }.map { (tag: $0, created: image.created) }
        }
        if let now = markers.first(where: { $0.tag == own.familiar })?.created {
            ids += markers.filter { $0.tag != own.familiar && $0.created <= now - abandonedAfter }
                .map { $0.tag.dropFirst(Self.repository.count) }
        }
        for id in ids {
            await Self.ignoringMissing { try await engine.removeContainer("valise-marker-\(id)", .forced) }
            await Self.ignoringMissing { _ = try await engine.removeImage(Self.repository + id) }
            _ = try await host.removeTree(folder.appending(".valise-marker-\(id)"), below: folder)
        }
    }

    private static let repository = "valise.local/marker:"

    private func readBack(
        _ marker: Marker, in folder: AbsolutePath, name: String, image: String
    ) async throws -> EngineFacts.Sight {
        var specification = ContainerSpecification(image: image, labels: ["io.valise.marker": "true"])
        specification.command = ["/never-started"]
        var mount = HostConfiguration.Mount(type: "bind", source: folder.rawValue, target: "/marker")
        mount.readOnly = true
        specification.host.mounts = [mount]
        do {
            _ = try await engine.createContainer(name: name, specification: specification)
        } catch let problem as Problem {
            return .notSeen(reason: "the engine cannot mount `\(folder)`: \(problem.message)")
        }
        var bytes: [UInt8] = []
        do {
            let stream = try await engine.getArchive(name, path: "/marker/" + marker.path.lastComponent)
            for try await chunk in stream where bytes.count < 64 * 1024 { bytes += chunk }
        } catch let problem as Problem where problem.isEngineNotFound {
            return .notSeen(
                reason: "`\(marker.path)` is not there for the engine: it runs on other files than this host's")
        }
        return try sight(of: marker, in: bytes)
    }

    /// What a tar with the marker says of how the engine sees it.
    private func sight(of marker: Marker, in tar: [UInt8]) throws -> EngineFacts.Sight {
        let archive = try ForeignArchive(reading: BytesReader(tar), of: "`\(marker.path)` as the engine has it")
        guard let entry = try archive.next(), entry.kind == .file, entry.size == marker.content.count else {
            return .notSeen(reason: "`\(marker.path)` is something else for the engine")
        }
        var content = [UInt8](repeating: 0, count: marker.content.count)
        let count = try content.withUnsafeMutableBytes { try archive.read(into: $0) }
        guard content.prefix(count) == marker.content[...] else {
            return .notSeen(reason: "`\(marker.path)` has another content for the engine")
        }
        if mapsUsers { return .seenByOthers(reason: "users of containers have other numbers on this host") }
        // What is root's can be given to anybody.
        return entry.owner == 0
            ? .seen : .seenByOthers(reason: "what user \(entry.owner) writes cannot be given to users of containers")
    }

    private static func ignoringMissing(_ body: () async throws -> Void) async {
        do {
            try await body()
        } catch {
            // Gone already, or an engine that has just died: there is nothing more to be done about it here.
        }
    }
}

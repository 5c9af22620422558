import ArchiveIO
import EngineClient
internal import Foundation
import Planning
import Vocabulary

/// Files on an engine that does not see ours: into volumes and containers through its archive API.
extension StepContext {
    func probeFilling(_ volume: FilledVolume) async throws -> Readiness {
        guard let found = try await engine.inspectVolume(volume.specification.name) else { return .toDo }
        guard owns(found.labels) else { throw volumeTaken(volume.specification.name) }
        let mark = volume.mark
        return try await engine.inspectImage(mark.familiar) == nil ? .alreadySo : .toDo
    }

    /// Through a container that is made and never started, of an image without anything. That image is there before the volume is and until all is in it: as long as it is, the volume is not
    /// complete, also after a power cut.
    func fill(_ volume: FilledVolume) async throws {
        let name = volume.specification.name
        let mark = volume.mark
        let helper = "valise-fill-" + (mark.tag ?? "")
        // One that is there is of a filling that was cut off, and does: a second import would take its name and leave it without any.
        if try await engine.inspectImage(mark.familiar) == nil {
            _ = try await engine.importImage(.bytes([UInt8](repeating: 0, count: 1024)), as: mark)
        }
        let made = try await engine.createVolume(volume.specification)
        guard owns(made.labels) else { throw volumeTaken(name) }
        try await removeHelper(helper)
        var specification = ContainerSpecification(
            image: mark.familiar,
            labels: [ObjectLabel.installation: installation.rawValue, ObjectLabel.target: target])
        specification.command = ["/never-started"]
        var mount = HostConfiguration.Mount(type: "volume", source: name, target: "/volume")
        mount.volume = .init()
        mount.volume?.noCopy = true
        specification.host.mounts = [mount]
        specification.host.networkMode = "none"
        _ = try await engine.createContainer(name: helper, specification: specification)
        var members = [Member(path: "/volume", mode: volume.mode, owner: volume.owner, group: volume.group)]
        for entry in volume.entries {
            members.append(
                Member(
                    path: "/volume/\(entry.path)", mode: entry.mode, owner: entry.owner ?? 0, group: entry.group ?? 0,
                    content: try source.body(of: entry.content, for: "write `\(entry.path)`")))
        }
        try await put(members, below: "/volume", of: helper)
        try await removeHelper(helper)
        _ = try await engine.removeImage(mark.familiar, .forced)
    }

    /// Whether an abandoned filling has left its mark; it may have ended before there was a volume.
    func hasFillingMark(of volume: String) async throws -> Bool {
        try await engine.inspectImage(FilledVolume.mark(of: volume).familiar) != nil
    }

    /// What an abandoned filling has left of a volume that goes.
    func removeFillingMark(of volume: String) async throws {
        guard try await hasFillingMark(of: volume) else { return }
        _ = try await engine.removeImage(FilledVolume.mark(of: volume).familiar, .forced)
    }

    /// The single files of a container, before it is started.
    func put(_ files: [DesiredContainer.File], into container: String) async throws {
        let members = try files.map { file in
            Member(
                path: file.path, mode: file.mode, owner: file.owner, group: file.group,
                content: try source.body(of: file.content, for: "write `\(file.path)`"))
        }
        for member in members {
            let folder = member.path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
            try await put([member], below: folder.isEmpty ? "/" : folder, of: container)
        }
    }

    // MARK: Archives

    private struct Member {
        /// Absolute.
        var path: String
        var mode: Int
        var owner: Int
        var group: Int
        /// `nil`: a folder.
        var content: BlobBody?
    }

    /// Docker unpacks into a folder that is there, and leaves that folder itself as it is: names begin at the root. Podman finds a volume only where the folder is named, and takes `.` for it.
    private func put(_ members: [Member], below folder: String, of container: String) async throws {
        let isPodman = engine.engineVersion.product == "podman"
        let root = isPodman ? folder : "/"
        let now = Int64(Date().timeIntervalSince1970)
        var tar = TarStream()
        for member in members {
            let inner = member.path.dropFirst(root.count).drop { $0 == "/" }
            let header = TarHeader(
                path: inner.isEmpty ? "." : String(inner), kind: member.content == nil ? .folder : .file,
                mode: member.mode, owner: member.owner, group: member.group, modified: now)
            if let content = member.content {
                tar.add(header, size: content.size) { try content.open() }
            } else {
                tar.add(header)
            }
        }
        let archive = tar
        try await engine.putArchive(container, path: root, .reader { archive.reader() })
    }

    private func removeHelper(_ name: String) async throws {
        do {
            try await engine.removeContainer(name, .forced)
        } catch let problem as Problem where problem.isEngineNotFound {
            // There is none, which is what was asked for.
        }
    }

    private func volumeTaken(_ name: String) -> Problem {
        Problem(
            "volume.name-taken", .step,
            "cannot use the volume name `\(name)`: a volume that is not of installation `\(installation)` has it",
            consequence: "that volume was not touched",
            hint: "remove it if nobody needs it (`docker volume rm \(name)`), then run `valise resume \(installation)`")
    }
}

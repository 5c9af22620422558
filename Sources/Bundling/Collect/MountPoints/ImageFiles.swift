import ArchiveIO
import ContentStore
import Vocabulary

/// Looks up a few paths in an image, through all its layers: OCI image specification 1.1, layer.md ("Whiteouts", "Opaque Whiteout"). Only headers are kept; cost: one decompression of the layers per round.
struct ImageFiles {
    /// What stands at a path.
    struct Node: Hashable {
        var kind: ForeignEntry.Kind
        var mode: Int
        var owner: Int
        var group: Int
        /// Of small files that were asked for.
        var content: [UInt8]?
    }

    let layers: [BundledLayer]
    let store: ContentStore
    let subject: String

    private static let contentLimit = 1 << 20
    /// As Linux has it (path_resolution(7)): 40 links and no more.
    private static let linkLimit = 40

    /// What stands at each path after links were followed; paths that are not there are missing in the result. Paths are absolute.
    func look(at paths: [String]) throws -> [String: Node] {
        var resolved: [String: [Substring]] = [:]
        for path in paths { resolved[path] = Self.parts(path[...]) }
        // Each round may find links in the way, which make other paths interesting.
        for _ in 0..<Self.linkLimit {
            let interesting = Set(
                resolved.values.flatMap { parts in parts.indices.map { parts[...$0].joined(separator: "/") } })
            let nodes = try scan(interesting)
            var isSettled = true
            for (path, parts) in resolved {
                guard let next = Self.follow(parts, nodes) else { continue }
                resolved[path] = next
                isSettled = false
            }
            if isSettled {
                return resolved.compactMapValues { nodes[$0.joined(separator: "/")] }
            }
        }
        return [:]
    }

    /// The parts with the first link in them replaced by where it leads; `nil` where there is none.
    private static func follow(_ parts: [Substring], _ nodes: [String: Node]) -> [Substring]? {
        for index in parts.indices {
            guard case .symbolicLink(let target)? = nodes[parts[...index].joined(separator: "/")]?.kind else {
                continue
            }
            let base = target.hasPrefix("/") ? [] : Array(parts[..<index])
            return self.parts((base + [Substring(target)]).joined(separator: "/")[...]) + parts[(index + 1)...]
        }
        return nil
    }

    /// Without `.` and `..`: nothing climbs out of the root.
    private static func parts(_ path: Substring) -> [Substring] {
        var result: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = result.popLast() } else { result.append(part) }
        }
        return result
    }

    private func scan(_ interesting: Set<String>) throws -> [String: Node] {
        var nodes: [String: Node] = [:]
        for layer in layers {
            var removed: [String] = []
            var emptied: [String] = []
            var own: [String: Node] = [:]
            let archive = try ForeignArchive(
                reading: try LayerReading.open(layer.stored, in: store, subject), of: subject)
            while let entry = try archive.next() {
                let parts = Self.parts(entry.path[...])
                guard let name = parts.last else { continue }
                let folder = parts.dropLast().joined(separator: "/")
                if name == ".wh..wh..opq" {
                    emptied.append(folder)
                } else if name.hasPrefix(".wh.") {
                    removed.append(folder.isEmpty ? String(name.dropFirst(4)) : folder + "/" + name.dropFirst(4))
                } else {
                    let path = parts.joined(separator: "/")
                    if interesting.contains(path) { own[path] = try node(entry, archive, own) }
                }
            }
            // Whiteouts are about the layers below, wherever they stand in this one.
            nodes = nodes.filter { path, _ in
                !removed.contains { path == $0 || path.hasPrefix($0 + "/") }
                    && !emptied.contains { $0.isEmpty || path.hasPrefix($0 + "/") }
            }
            // What is no folder any more has nothing below it.
            for (path, node) in own where node.kind != .folder {
                nodes = nodes.filter { !$0.key.hasPrefix(path + "/") }
            }
            nodes.merge(own) { _, new in new }
        }
        return nodes
    }

    private func node(_ entry: ForeignEntry, _ archive: ForeignArchive, _ own: [String: Node]) throws -> Node {
        if case .hardLink(let target) = entry.kind, let first = own[Self.parts(target[...]).joined(separator: "/")] {
            return first
        }
        var node = Node(kind: entry.kind, mode: entry.mode, owner: entry.owner, group: entry.group)
        if entry.kind == .file, entry.size <= Int64(Self.contentLimit) {
            var reader = archive.content
            node.content = try reader.readAll(limit: Self.contentLimit)
        }
        return node
    }
}

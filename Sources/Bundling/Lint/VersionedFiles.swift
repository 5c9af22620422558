import Vocabulary

/// The paths that git has in its index (gitformat-index(5), versions 2 to 4), read without running git.
struct VersionedFiles {
    /// Below the repository, sorted by bytes as git keeps them.
    private let paths: [String]
    /// The repository's folder.
    private let root: AbsolutePath

    /// `nil` where the folder is in no repository, or the index is of a form that is not known.
    init?(of folder: AbsolutePath) {
        var root = folder
        var index: [UInt8]?
        while true {
            index = Self.index(of: root)
            if index != nil || root == .root { break }
            root = root.parent
        }
        guard let index, let paths = Self.parse(index) else { return nil }
        self.paths = paths
        self.root = root
    }

    /// Whether something at or below a path is in it; a path outside of the repository is no business of it.
    func holds(anyBelow path: AbsolutePath) -> Bool {
        guard let full = path.below(root)?.rawValue else { return true }
        return paths.contains { $0 == full || $0.hasPrefix(full + "/") }
    }

    private static func index(of root: AbsolutePath) -> [UInt8]? {
        guard let name = RelativePath(".git"), let inside = RelativePath(".git/index") else { return nil }
        let disk = DefinitionDisk(folder: root)
        do throws(Problem) {
            switch disk.look(name) {
            case .folder: return try disk.read(inside, limit: 64 << 20)
            case .file:
                // A work tree of its own: `gitdir: PATH`.
                let text = String(decoding: try disk.read(name) ?? [], as: UTF8.self)
                guard text.hasPrefix("gitdir: "), let file = RelativePath("index") else { return nil }
                let folder = AbsolutePath(text.dropFirst(8).trimmingSpaces, relativeTo: root)
                return try DefinitionDisk(folder: folder).read(file, limit: 64 << 20)
            default: return nil
            }
        } catch {
            return nil  // lint only loses one of its reasons
        }
    }

    static func parse(_ bytes: [UInt8]) -> [String]? {
        func number(_ offset: Int, _ count: Int) -> Int? {
            guard offset >= 0, offset + count <= bytes.count else { return nil }
            return bytes[offset..<offset + count].reduce(0) { $0 << 8 | Int($1) }
        }
        guard bytes.starts(with: Array("DIRC".utf8)), let version = number(4, 4), (2...4).contains(version),
            let count = number(8, 4)
        else { return nil }
        var result: [String] = []
        var previous: [UInt8] = []
        var offset = 12
        for _ in 0..<count {
            let start = offset
            guard let flags = number(offset + 60, 2) else { return nil }
            offset += flags & 0x4000 != 0 && version > 2 ? 64 : 62
            var name: [UInt8] = []
            if version == 4 {
                guard let strip = variable(bytes, &offset), strip <= previous.count else { return nil }
                name = Array(previous.dropLast(strip))
            }
            guard offset <= bytes.count, let end = bytes[offset...].firstIndex(of: 0) else { return nil }
            name += bytes[offset..<end]
            result.append(String(decoding: name, as: UTF8.self))
            previous = name
            // One to eight NULs, up to a multiple of eight; version 4 has one and no padding.
            offset = version == 4 ? end + 1 : start + (end - start + 8) / 8 * 8
        }
        return result
    }

    /// The offset encoding of pack files (gitformat-pack(5)).
    private static func variable(_ bytes: [UInt8], _ offset: inout Int) -> Int? {
        guard offset < bytes.count else { return nil }
        var value = Int(bytes[offset] & 0x7f)
        while bytes[offset] & 0x80 != 0 {
            offset += 1
            guard offset < bytes.count, value < 1 << 40 else { return nil }
            value = (value + 1) << 7 | Int(bytes[offset] & 0x7f)
        }
        offset += 1
        return value
    }
}

/// Paths as text, like Go's `path` package.
enum Paths {
    /// Go's `path.Clean`: no `.`, no inner `..`, no double or trailing slash; empty is `.`.
    static func clean(_ path: String) -> String {
        guard !path.isEmpty else { return "." }
        let isRooted = path.hasPrefix("/")
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if let last = parts.last, last != ".." {
                parts.removeLast()
            } else if !isRooted {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        return isRooted ? "/" + joined : joined.isEmpty ? "." : joined
    }

    /// Go's `filepath.Rel` of two clean absolute paths: `../other/x`, `.`.
    static func relative(_ path: String, to base: String) -> String {
        let parts = path.split(separator: "/")
        let from = base.split(separator: "/")
        let common = zip(parts, from).prefix { $0 == $1 }.count
        let steps = Array(repeating: Substring(".."), count: from.count - common) + parts.dropFirst(common)
        return steps.isEmpty ? "." : steps.joined(separator: "/")
    }

    static func isWindowsAbsolute(_ path: String) -> Bool {
        let start = Array(path.utf8.prefix(3))
        let isLetter = start.first.map { (65...90).contains($0) || (97...122).contains($0) } ?? false
        let hasDrive =
            isLetter && start.count == 3 && start[1] == UInt8(ascii: ":")
            && (start[2] == UInt8(ascii: "\\") || start[2] == UInt8(ascii: "/"))
        return hasDrive || path.hasPrefix("\\\\")
    }

    /// A repository or archive that a builder fetches: compose-go, `paths/context.go`.
    static func isRemoteContext(_ text: String) -> Bool {
        text.contains("://") || text.hasPrefix("service:")
            || ["https://", "http://", "git://", "ssh://", "github.com/", "git@"].contains { text.hasPrefix($0) }
    }
}

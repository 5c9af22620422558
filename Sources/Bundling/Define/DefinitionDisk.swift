import Compose
import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The folder of a definition. Nothing in it is read through a link: a link can lead out of the definition, and what it leads to differs between machines.
struct DefinitionDisk: Sendable {
    let folder: AbsolutePath
    /// What lies outside of the folder and may be read all the same, by its names in a bundle: `include:` of `valise.yaml`.
    var included: [RelativePath] = []

    /// Where a path lies.
    func location(of path: RelativePath) -> AbsolutePath {
        OutsidePath(name: path)?.from(folder) ?? folder.appending(path)
    }

    /// Whether a path may be read: it is below the folder, or included.
    func isOpen(_ path: RelativePath) -> Bool {
        path.components.first != OutsidePath.folder || included.contains { path.isAtOrBelow($0) }
    }

    enum Look: Hashable {
        case missing
        case folder
        case file(size: Int64, mode: Int)
        /// This part of the path is a link.
        case link(RelativePath)
        /// A socket, a device, a pipe.
        case other
        /// It cannot be looked at; the system's words.
        case refused(String)
    }

    func look(_ path: RelativePath) -> Look {
        guard isOpen(path) else { return .missing }
        return lookAnywhere(path)
    }

    /// The same for what may not be read.
    func lookAnywhere(_ path: RelativePath) -> Look {
        var current: RelativePath?
        var last = Look.missing
        for component in path.components {
            guard let part = RelativePath(component) else { return .missing }
            let next = current?.appending(part) ?? part
            last = lookOnce(next)
            if case .folder = last { current = next } else { return next == path || isFinal(last) ? last : .missing }
        }
        return last
    }

    private func isFinal(_ look: Look) -> Bool {
        switch look {
        case .link, .refused: true
        default: false
        }
    }

    private func lookOnce(_ path: RelativePath) -> Look {
        // These are names of ours: what they stand for are folders above the definition, which are taken as they are.
        if path.components.count < 3, path.components.first == OutsidePath.folder { return .folder }
        var status = stat()
        guard lstat(location(of: path).rawValue, &status) == 0 else {
            return errno == ENOENT || errno == ENOTDIR ? .missing : .refused(SystemWords.last())
        }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return .folder
        case S_IFREG: return .file(size: Int64(status.st_size), mode: Int(status.st_mode) & 0o7777)
        case S_IFLNK: return .link(path)
        default: return .other
        }
    }

    /// Names in a folder, sorted. Throws `definition.unreadable`.
    func names(in path: RelativePath?) throws(Problem) -> [String] {
        let place = path.map(location) ?? folder
        guard let stream = opendir(place.rawValue) else { throw unreadable(path?.rawValue ?? ".") }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard let name else {
                throw Problem(
                    "definition.unreadable", .definition,
                    "cannot read the folder `\(path?.rawValue ?? ".")`: a name in it is not UTF-8")
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// The whole content of a small file; `nil` where there is none. Throws `definition.unreadable` for anything else that is there.
    func read(_ path: RelativePath, limit: Int = 16 << 20) throws(Problem) -> [UInt8]? {
        switch look(path) {
        case .missing: return nil
        case .file(let size, _):
            guard size <= limit else {
                throw Problem(
                    "definition.unreadable", .definition, "cannot read `\(path)`: it is too large",
                    expected: "at most \(ByteCount(Int64(limit)))", found: "\(ByteCount(size))")
            }
            return try readFile(path, limit: limit)
        case .link(let link):
            throw Self.linkProblem(link, on: path)
        case .folder:
            throw Problem("definition.unreadable", .definition, "cannot read `\(path)`: it is a folder")
        case .other:
            throw Problem("definition.unreadable", .definition, "cannot read `\(path)`: it is not a plain file")
        case .refused(let words):
            throw Problem("definition.unreadable", .definition, "cannot read `\(path)`: \(words)")
        }
    }

    /// Problems with the lines where they stand.
    func showingLines(_ problems: [Problem]) -> [Problem] {
        var texts: [String: SourceText?] = [:]
        return problems.map { problem in
            problem.showingLine { file in
                if let known = texts[file] { return known }
                let path = OutsidePath(written: file)?.name ?? RelativePath(file)
                // A file that cannot be read has no lines to show: that it cannot is a problem of its own.
                let bytes = path.flatMap { path in try? read(path) }
                texts[file] = .some(bytes.map(SourceText.init))
                return bytes.map(SourceText.init)
            }
        }
    }

    static func linkProblem(_ link: RelativePath, on path: RelativePath) -> Problem {
        Problem(
            "definition.link", .definition,
            link == path
                ? "`\(path)` is a symbolic link" : "`\(path)` is reached through the symbolic link `\(link)`",
            expected: "plain files and folders: what a link leads to need not be there on another machine",
            hint: "put a copy in the place of the link")
    }

    private func readFile(_ path: RelativePath, limit: Int) throws(Problem) -> [UInt8] {
        let descriptor = open(location(of: path).rawValue, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path.rawValue) }
        defer { close(descriptor) }
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        while true {
            let count = chunk.withUnsafeMutableBytes { systemRead(descriptor, $0) }
            if count < 0 { throw unreadable(path.rawValue) }
            if count == 0 { return result }
            guard result.count + count <= limit else {
                throw Problem("definition.unreadable", .definition, "cannot read `\(path)`: it grows while it is read")
            }
            result.append(contentsOf: chunk[..<count])
        }
    }

    private func unreadable(_ path: String) -> Problem {
        Problem("definition.unreadable", .definition, "cannot read `\(path)`: \(SystemWords.last())")
    }
}

/// `read` of the C library: in a type that has a `read` of its own, the name means that one.
private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
    while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count >= 0 || errno != EINTR { return count }
    }
}

/// What the system says of the last error, as a person reads it.
enum SystemWords {
    static func last() -> String { words(errno) }
    static func words(_ number: Int32) -> String { strerror(number).map { String(cString: $0) } ?? "error \(number)" }
}

import ArchiveIO
import Compose
import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What a `build:` section sends to the builder: the folder without what `.dockerignore` names, as a tar.
struct BuildContext {
    let folder: AbsolutePath
    /// Path in the context.
    let dockerfile: String
    /// The text of `dockerfile_inline`, which is sent under the name ``dockerfile``.
    private let inline: [UInt8]?
    private let patterns: IgnorePatterns

    /// A file, folder or link of the context.
    private struct Member {
        var path: RelativePath
        var status: stat
    }

    private static let memberLimit = 200_000

    /// Reads `.dockerignore`; one beside the Dockerfile, `NAME.dockerignore`, counts before it.
    init(folder: AbsolutePath, dockerfile: String, inline: String? = nil) throws {
        self.folder = folder
        self.dockerfile = dockerfile
        self.inline = inline.map { Array($0.utf8) }
        let disk = DefinitionDisk(folder: folder)
        var bytes: [UInt8]?
        for name in [dockerfile + ".dockerignore", ".dockerignore"] where bytes == nil {
            if let path = RelativePath(name) { bytes = try disk.read(path) }
        }
        patterns = IgnorePatterns(String(decoding: bytes ?? [], as: UTF8.self))
    }

    /// Writes the tar; owners are 0:0, as every Docker client sends them, modes and times those of the files. Gives the digest of what is in it, which knows no times: equal for two check-outs of one state.
    func write(to destination: some ByteWriter) throws -> Digest {
        var writer = TarWriter(to: destination)
        var inputs = Digest.Hasher()
        for member in try members() {
            try add(member, to: &writer, &inputs)
        }
        if let inline, let path = RelativePath(dockerfile) {
            Self.note(&inputs, "file", path, .of(inline))
            try writer.add(TarHeader(path: dockerfile, modified: 0), bytes: inline)
        }
        try writer.finish()
        return inputs.finish()
    }

    private func add(
        _ member: Member, to writer: inout TarWriter<some ByteWriter>, _ inputs: inout Digest.Hasher
    ) throws {
        let status = member.status
        let path = folder.appending(member.path)
        var header = TarHeader(
            path: member.path.rawValue, mode: Int(status.st_mode) & 0o7777,
            modified: max(0, Int64(status.modifiedSeconds)))
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            header.kind = .folder
            Self.note(&inputs, "folder", member.path, Digest.of([]))
            try writer.add(header)
        case S_IFLNK:
            let target = try Self.target(of: path)
            header.kind = .symbolicLink(target: target)
            Self.note(&inputs, "link", member.path, Digest.of(Array(target.utf8)))
            try writer.add(header)
        case S_IFREG:
            let file = try OpenFile(opening: path)
            header.size = file.size
            var reader = HashingReader(RegionReader(file.region))
            try writer.add(header, from: &reader)
            // Of the mode, version control keeps only whether a file can be executed.
            Self.note(&inputs, status.st_mode & 0o111 == 0 ? "file" : "program", member.path, reader.digest)
        default:
            throw Problem(
                "build.context", .definition,
                "cannot send `\(member.path)` to the builder: it is neither file, folder nor link",
                expected: "a build context of files", hint: "name it in `.dockerignore`")
        }
    }

    private static func note(_ inputs: inout Digest.Hasher, _ kind: String, _ path: RelativePath, _ content: Digest) {
        Array("\(kind) \(path.rawValue.utf8.count) \(path) \(content)\n".utf8).withUnsafeBytes { inputs.update($0) }
    }

    private static func target(of path: AbsolutePath) throws -> String {
        let size = 4096
        var buffer = [CChar](repeating: 0, count: size)
        let count = readlink(path.rawValue, &buffer, size)
        guard count >= 0 else {
            throw Problem("build.context", .definition, "cannot read the link `\(path)`: \(SystemWords.last())")
        }
        return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Sorted; folders before what is in them.
    private func members() throws -> [Member] {
        var result: [Member] = []
        try walk(nil, into: &result)
        return result
    }

    private func walk(_ parent: RelativePath?, into result: inout [Member]) throws {
        for name in try DefinitionDisk(folder: folder).names(in: parent) {
            guard let part = RelativePath(name) else { continue }
            let path = parent?.appending(part) ?? part
            var status = stat()
            guard lstat(folder.appending(path).rawValue, &status) == 0 else {
                throw Problem(
                    "build.context", .definition, "cannot read `\(path)` of the build context: \(SystemWords.last())")
            }
            let isFolder = status.st_mode & S_IFMT == S_IFDIR
            let isIgnored = patterns.ignores(path) && !isAlwaysSent(path)
            if isIgnored, !isFolder || !(patterns.hasExceptions || holdsDockerfile(path)) { continue }
            guard result.count < Self.memberLimit else {
                throw Problem(
                    "build.context", .definition, "the build context `\(folder)` has too many files",
                    expected: "at most \(Self.memberLimit)", hint: "name what is not needed in `.dockerignore`")
            }
            if !isIgnored { result.append(Member(path: path, status: status)) }
            if isFolder { try walk(path, into: &result) }
        }
    }

    /// The builder itself needs these, whatever is ignored.
    private func isAlwaysSent(_ path: RelativePath) -> Bool {
        path.rawValue == RelativePath(dockerfile)?.rawValue || path.rawValue == ".dockerignore"
    }
    private func holdsDockerfile(_ path: RelativePath) -> Bool {
        RelativePath(dockerfile)?.isAtOrBelow(path) ?? false
    }
}

extension stat {
    var modifiedSeconds: Int {
        #if canImport(Darwin)
            st_mtimespec.tv_sec
        #else
            st_mtim.tv_sec
        #endif
    }
}

import ArchiveIO
import Vocabulary

/// The definition's files with their digests.
struct DefinitionFiles {
    /// Sorted by path.
    let bundled: [BundledFile]
    private let paths: [Digest: AbsolutePath]

    /// Reads every file once. Throws `definition.changed` (10) where one is no longer what ``define(_:profileFolders:)`` saw.
    init(_ definition: Definition) throws {
        var bundled: [BundledFile] = []
        var paths: [Digest: AbsolutePath] = [:]
        for file in definition.files {
            switch file.kind {
            case .folder: bundled.append(BundledFile(path: file.path, mode: file.mode, content: .folder))
            case .file(let size):
                let path = definition.disk.location(of: file.path)
                let open = try OpenFile(opening: path)
                guard open.size == size else { throw Self.changed(path) }
                var hasher = Digest.Hasher()
                var reader = RegionReader(open.region)
                try Self.read(&reader) { hasher.update($0) }
                let digest = hasher.finish()
                paths[digest] = path
                bundled.append(
                    BundledFile(
                        path: file.path, mode: file.mode,
                        content: .file(Descriptor(mediaType: .bundleFile, digest: digest, size: size))))
            }
        }
        self.bundled = bundled
        self.paths = paths
    }

    func path(of digest: Digest) -> AbsolutePath? { paths[digest] }

    static func changed(_ path: AbsolutePath) -> Problem {
        Problem(
            "definition.changed", .definition, "cannot pack `\(path)`: it was changed while the definition was packed",
            consequence: "no bundle was written", hint: "pack again")
    }

    private static func read(_ reader: inout some ByteReader, _ take: (UnsafeRawBufferPointer) -> Void) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 * 1024, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let got = try reader.read(into: buffer)
            if got == 0 { return }
            take(UnsafeRawBufferPointer(rebasing: buffer[..<got]))
        }
    }
}

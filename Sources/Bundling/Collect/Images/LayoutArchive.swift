import ArchiveIO
import ContentStore
import Foundation
import Vocabulary

/// A tar of an OCI image layout (`oci-archive:PATH`), compressed or not, unpacked to be read in any order.
enum LayoutArchive {
    /// More members than images have layers.
    private static let memberLimit = 100_000

    /// Gives the folder. Blobs are compared with their names; whatever else is in the archive is passed over, and no name of it becomes a path.
    ///
    /// Throws `layout.damaged` (10), `foreign.*`, `store.*`.
    static func unpack(
        _ file: AbsolutePath, written: String, into work: WorkFolder, flag: CancellationFlag
    ) throws -> AbsolutePath {
        let subject = "the archive `\(written)`"
        let folder = work.path.appending("layout-\(UInt64.random(in: 0 ... .max))")
        let store = try ContentStore(at: folder)
        let archive = try ForeignArchive(
            reading: CountedReader(source: try CompressedFile.open(file, of: subject)) { _ in try flag.check() },
            of: subject)
        var members = 0
        while let entry = try archive.next() {
            members += 1
            guard members <= memberLimit else { throw damaged(subject, "it has more than \(memberLimit) members") }
            guard case .file = entry.kind, let path = RelativePath(entry.path)?.rawValue else { continue }
            var content = archive.content
            if path == "index.json" {
                guard let bytes = try content.readAll(limit: OCILayout.maximumDocument) else {
                    throw damaged(subject, "its `index.json` is larger than \(OCILayout.maximumDocument) bytes")
                }
                let writer = try FileWriter(creating: folder.appending("index.json"))
                try bytes.withUnsafeBytes { try writer.write($0) }
                try writer.finish()
            } else if path.hasPrefix("blobs/sha256/"), let digest = Digest(hex: path.dropFirst(13)) {
                do { try store.put(from: &content, expecting: digest) } catch let problem as Problem
                    where problem.code == "store.mismatch"
                {
                    throw damaged(subject, "a blob is not what its name says", problem)
                }
            }
        }
        return folder
    }

    private static func damaged(_ subject: String, _ what: String, _ cause: Problem? = nil) -> Problem {
        Problem(
            "layout.damaged", .definition, "cannot read \(subject): \(what)",
            expected: cause?.expected ?? "an OCI image layout", found: cause?.found,
            consequence: "nothing was packed",
            hint: "write it again with `skopeo copy docker-daemon:NAME:TAG oci-archive:FILE`")
    }
}

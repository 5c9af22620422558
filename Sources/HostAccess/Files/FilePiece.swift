import Foundation
public import Vocabulary

/// A part of a small file, as it goes over the wire: Base64, as JSON has no bytes.
struct FilePiece: Codable, Sendable {
    var content: Data
    /// Of the whole file.
    var size: Int64

    /// Bytes in one: with a third more for Base64 it fits into a document (``LinkLimits/document``).
    static let length = 8 << 20
}

extension LocalHost {
    /// `nil` where there is no such file.
    func piece(of path: AbsolutePath, from offset: Int64, limit: ByteCount) throws -> FilePiece? {
        var information = stat()
        if lstat(path.rawValue, &information) != 0, errno == ENOENT || errno == ENOTDIR { return nil }
        let file = try FileDescriptor.open(path.rawValue, O_RDONLY | O_NOFOLLOW, to: "read")
        let size = try Int64(file.information().st_size)
        guard size <= limit.bytes else {
            throw Problem(
                "host.too-large", .step, "cannot read `\(path)`: it is too large", expected: "at most \(limit)",
                found: "\(ByteCount(size))")
        }
        let region = FileRegion(
            descriptor: file.number, offset: min(offset, size),
            length: min(Int64(FilePiece.length), max(0, size - offset)),
            owner: file)
        var content = Data()
        try BlobBody.region(region).forEachChunk(ofFile: path.rawValue, shortfall: .isAnError) { chunk in
            content.append(contentsOf: chunk)
        }
        return FilePiece(content: content, size: size)
    }

    public func contents(of path: AbsolutePath, limit: ByteCount) throws -> [UInt8]? {
        var content: [UInt8] = []
        while let piece = try piece(of: path, from: Int64(content.count), limit: limit) {
            content += piece.content
            if piece.content.isEmpty || Int64(content.count) >= piece.size { return content }
        }
        return nil
    }
}

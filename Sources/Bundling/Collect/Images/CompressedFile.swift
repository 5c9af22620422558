import ArchiveIO
import Vocabulary

/// A file of the definition that may be compressed with gzip or zstd, which is seen at its first bytes.
enum CompressedFile {
    static func open(_ path: AbsolutePath, of subject: String) throws -> PlainLayerReader {
        var reader = PeekingReader(RegionReader(try OpenFile(opening: path).region))
        let compression = Compression(magic: try reader.peek(4))
        return try LayerReading.open(reader, compression, subject)
    }
}

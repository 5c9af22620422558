import CLibArchive
import Vocabulary

/// Feeds libarchive from a ``ByteReader`` and keeps the error that the reader threw.
final class ReaderSource {
    private var reader: any ByteReader
    private let buffer: UnsafeMutableRawBufferPointer
    private(set) var failure: (any Error)?

    init(_ reader: any ByteReader) {
        self.reader = reader
        buffer = .allocate(byteCount: 128 * 1024, alignment: 16)
    }

    deinit { buffer.deallocate() }

    private func next() -> (UnsafeRawPointer?, Int) {
        do {
            return (UnsafeRawPointer(buffer.baseAddress), try reader.read(into: buffer))
        } catch {
            failure = error
            return (nil, -1)
        }
    }

    /// Opens an archive over this source, which must live as long as the archive.
    func open(_ archive: OpaquePointer) -> Int32 {
        archive_read_open(
            archive, Unmanaged.passUnretained(self).toOpaque(), nil,
            { _, context, result in
                guard let context else { return -1 }
                let (bytes, count) = Unmanaged<ReaderSource>.fromOpaque(context).takeUnretainedValue().next()
                result?.pointee = bytes
                return count
            }, nil)
    }
}

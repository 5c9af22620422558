internal import CLibArchive
internal import Vocabulary

/// gzip for tests, without a time in it, so that the same bytes come out always.
public enum SampleGzip {
    public static func compress(_ bytes: [UInt8]) throws -> [UInt8] {
        guard let archive = archive_write_new(), let entry = archive_entry_new() else {
            throw Problem("test.gzip", .defect, "no memory")
        }
        defer {
            archive_entry_free(entry)
            archive_write_free(archive)
        }
        var result = [UInt8](repeating: 0, count: bytes.count + bytes.count / 1000 + 1024)
        var used = 0
        archive_write_set_format_raw(archive)
        archive_write_add_filter_gzip(archive)
        archive_write_set_options(archive, "gzip:!timestamp")
        archive_write_set_bytes_in_last_block(archive, 1)
        archive_entry_set_filetype(entry, 0o100000)
        let status = result.withUnsafeMutableBytes { target -> Int32 in
            guard archive_write_open_memory(archive, target.baseAddress, target.count, &used) == ARCHIVE_OK,
                archive_write_header(archive, entry) == ARCHIVE_OK,
                bytes.withUnsafeBytes({ archive_write_data(archive, $0.baseAddress, $0.count) }) == bytes.count
            else { return ARCHIVE_FATAL }
            return archive_write_close(archive)
        }
        guard status == ARCHIVE_OK else { throw Problem("test.gzip", .defect, "libarchive cannot write gzip") }
        return Array(result[..<used])
    }
}

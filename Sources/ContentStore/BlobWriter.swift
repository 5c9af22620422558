public import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Takes the bytes of a blob and hashes them on the way; the blob is in the store when ``finish(expecting:)`` returns, or not at all.
///
/// Not for two tasks at a time.
public final class BlobWriter: ByteWriter {
    private let store: ContentStore
    private let temporary: AbsolutePath
    private var descriptor: Int32
    private var hasher = Digest.Hasher()
    /// Bytes taken so far.
    public private(set) var count: Int64 = 0

    init(in store: ContentStore) throws {
        self.store = store
        temporary = store.partials.appending("\(UInt64.random(in: 0 ... .max))")
        descriptor = open(temporary.rawValue, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard descriptor >= 0 else { throw store.writing(errno) }
    }

    deinit { discard() }

    /// Throws `store.no-space` or `store.unwritable` (14).
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes
        while rest.count > 0 {
            let put = systemWrite(descriptor, rest.baseAddress, rest.count)
            if put < 0 {
                if errno == EINTR { continue }
                throw store.writing(errno)
            }
            rest = UnsafeRawBufferPointer(rebasing: rest[put...])
        }
        hasher.update(bytes)
        count += Int64(bytes.count)
    }

    /// Syncs the blob and puts it under its digest. Throws `store.mismatch` (14) where it is not the one that was expected; it is then gone.
    @discardableResult
    public func finish(expecting expected: Digest? = nil) throws -> StoredBlob {
        let found = hasher.finish()
        if let expected, expected != found {
            discard()
            throw Problem(
                "store.mismatch", .step, "the content that arrived is not the one that was asked for",
                expected: expected.description, found: found.description, consequence: "it was not kept")
        }
        guard fsync(descriptor) == 0 else { throw store.writing(errno) }
        let closed = close(descriptor)
        descriptor = -1
        guard closed == 0, rename(temporary.rawValue, store.path(of: found).rawValue) == 0 else {
            let reason = errno
            unlink(temporary.rawValue)
            throw store.writing(reason)
        }
        try store.syncBlobs()
        return StoredBlob(digest: found, size: count)
    }

    /// Takes back what was written; after ``finish(expecting:)`` it does nothing.
    public func discard() {
        guard descriptor >= 0 else { return }
        close(descriptor)
        descriptor = -1
        unlink(temporary.rawValue)
    }
}

/// `write` of the C library: inside a `ByteWriter` the name means the method.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

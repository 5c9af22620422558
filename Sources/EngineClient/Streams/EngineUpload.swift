public import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Bytes that go to the engine: a build context, an archive of images, files. Read on a thread of their own, as fast as the engine takes them.
public struct EngineUpload: Sendable {
    let open: @Sendable () throws -> any ByteReader

    /// Bytes in memory.
    public static func bytes(_ bytes: [UInt8]) -> EngineUpload {
        EngineUpload { MemoryReader(rest: bytes[...]) }
    }

    /// From where an open file or pipe stands to its end. The caller closes it, after the call.
    public static func descriptor(_ descriptor: Int32) -> EngineUpload {
        EngineUpload { DescriptorReader(descriptor: descriptor) }
    }

    /// What a reader gives; `open` is called once, on the thread that reads. What it or the reader throws is thrown by the call, and the engine gets no whole body.
    public static func reader(_ open: @escaping @Sendable () throws -> any ByteReader) -> EngineUpload {
        EngineUpload(open: open)
    }
}

private struct MemoryReader: ByteReader {
    var rest: ArraySlice<UInt8>
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, rest.count)
        buffer.copyBytes(from: rest.prefix(count))
        rest = rest.dropFirst(count)
        return count
    }
}

private struct DescriptorReader: ByteReader {
    let descriptor: Int32
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let count = systemRead(descriptor, buffer)
            if count >= 0 { return count }
            if errno != EINTR {
                throw Problem(
                    "engine.source-unreadable", .step,
                    "cannot read what is to be sent to the engine: \(String(cString: strerror(errno)))")
            }
        }
    }
    private func systemRead(_ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer) -> Int {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        #elseif canImport(Musl)
            Musl.read(descriptor, buffer.baseAddress, buffer.count)
        #else
            Darwin.read(descriptor, buffer.baseAddress, buffer.count)
        #endif
    }
}

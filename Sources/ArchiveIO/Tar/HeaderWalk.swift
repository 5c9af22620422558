import Vocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Goes from header to header of a tar, and takes only the form of ``TarHeader/encoded()``.
struct HeaderWalk {
    private let file: SplitFile
    /// Of the header that was read last, or the end mark.
    private(set) var position: Int64 = 0
    /// Of the next header.
    private var offset: Int64 = 0
    /// Zero bytes that must stand before ``offset``.
    private var padding = 0
    private(set) var modified: Int64?

    /// A pax header of ours has at most two records, `path` and `size`.
    private static let maximumPaxSize: Int64 = 1024

    init(file: SplitFile) { self.file = file }

    func problem(
        _ code: ProblemCode, _ what: String, expected: String? = nil, found: String? = nil, hint: String? = nil
    ) -> Problem {
        Problem(
            code, .bundle, "cannot read the archive `\(file.path)`: \(what)", expected: expected, found: found,
            consequence: "nothing was changed", hint: hint ?? "copy the file again from where it came from")
    }

    mutating func next() throws -> ArchiveEntry? {
        let start = offset
        position = start
        // Padding, the header and, where it is a pax one, what belongs to it: one call for nearly every entry.
        let block = try read(padding: padding, count: TarHeader.blockSize)
        if Self.isZero(block) {
            try end()
            return nil
        }
        if start == 0, !block[257..<263].elementsEqual("ustar\0".utf8) {
            throw problem(
                "archive.not-an-archive", "this is not a bundle", expected: "a POSIX tar", found: "something else",
                hint: "give the `.valise` file that `valise pack` wrote")
        }
        var raw = block
        var header = try parse(block, at: start)
        offset += Int64(TarHeader.blockSize)
        if block[156] == UInt8(ascii: "x") {
            let paxSize = Int(header.size)
            guard header.size <= Self.maximumPaxSize else {
                throw malformed(start, "an extended header of \(header.size) bytes")
            }
            let length = paxSize + TarHeader.padding(after: header.size)
            let records = try read(padding: 0, count: length)
            offset += Int64(length)
            let main = try read(padding: 0, count: TarHeader.blockSize)
            offset += Int64(TarHeader.blockSize)
            raw += records + main
            header = try parse(main, at: start)
            try apply(Array(records[..<paxSize]), to: &header, at: start)
        }
        guard Self.areEqual(header.encoded(), raw) else {
            let sum = number(block[148..<154])
            guard sum == TarHeader.checksum(of: block) else {
                throw malformed(start, "the checksum of a header is wrong")
            }
            throw malformed(start, "the header of `\(quoted(header.path))` is not one that `valise` writes")
        }
        guard ArchiveEntry.isName(header.path) else {
            throw problem(
                "archive.name", "an entry has a name that no entry of a bundle has", found: quoted(header.path))
        }
        if let modified, modified != header.modified {
            throw malformed(start, "the time of `\(header.path)` is not that of the entries before it")
        }
        modified = header.modified
        let (last, overflow) = offset.addingReportingOverflow(header.size)
        guard !overflow, last <= file.size else {
            throw truncated("`\(header.path)` has \(header.size) bytes from byte \(offset) on")
        }
        let entry = ArchiveEntry(name: header.path, offset: offset, size: header.size)
        padding = TarHeader.padding(after: header.size)
        let (following, tooFar) = last.addingReportingOverflow(Int64(padding))
        guard !tooFar else { throw truncated("`\(header.path)` has \(header.size) bytes") }
        offset = following
        return entry
    }

    /// After the first zero block: a second one, and the end of the file.
    private func end() throws {
        let expected = offset + 1024
        guard file.size >= expected else { throw truncated("the end mark is cut off") }
        let second = try FileStretch.read(file, at: offset + 512, count: 512)
        guard Self.isZero(second) else { throw malformed(offset + 512, "the end mark is damaged") }
        guard file.size == expected else {
            throw problem(
                "archive.trailing-bytes", "something follows the end mark", expected: "\(expected) bytes",
                found: "\(file.size) bytes")
        }
    }

    /// The bytes at ``offset``, after checking the zero bytes before them.
    private func read(padding: Int, count: Int) throws -> [UInt8] {
        guard offset + Int64(count) <= file.size else {
            if offset == 0 {
                throw problem(
                    "archive.not-an-archive", "this is not a bundle", expected: "a POSIX tar",
                    found: "a file of \(file.size) bytes", hint: "give the `.valise` file that `valise pack` wrote")
            }
            throw truncated("a header should stand at byte \(offset)")
        }
        let bytes = try FileStretch.read(file, at: offset - Int64(padding), count: padding + count)
        guard Self.isZero(bytes, count: padding) else {
            throw problem("archive.padding", "the padding before byte \(offset) is not zero")
        }
        return Array(bytes[padding...])
    }

    private func truncated(_ what: String) -> Problem {
        problem("archive.truncated", "it is cut off: \(what)", found: "a file of \(file.size) bytes")
    }

    private func malformed(_ offset: Int64, _ what: String) -> Problem {
        problem("archive.header", "damaged at byte \(offset): \(what)")
    }

    private func quoted(_ text: String) -> String {
        String(text.unicodeScalars.prefix(120).map { $0.value < 0x20 || $0.value == 0x7f ? "?" : Character($0) })
    }

    /// By `memcmp`, and not by element: the same in a debug build, where tests read millions of headers.
    private static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.count == right.count && memcmp(left, right, left.count) == 0
    }

    private static let zeros = [UInt8](repeating: 0, count: 512)

    /// Whether the first bytes, at most 512, are zero; by default all.
    private static func isZero(_ bytes: [UInt8], count: Int? = nil) -> Bool {
        memcmp(bytes, zeros, count ?? bytes.count) == 0
    }

    // MARK: Loose reading; what it lets pass is caught by the comparison.

    private func parse(_ block: [UInt8], at start: Int64) throws -> TarHeader {
        guard let size = number(block[124..<135]), let modified = number(block[136..<147]) else {
            throw malformed(start, "a header holds something else than numbers")
        }
        return TarHeader(path: text(block[0..<100]), size: size, modified: modified)
    }

    /// Octal digits.
    private func number(_ field: ArraySlice<UInt8>) -> Int64? {
        var result: Int64 = 0
        for byte in field {
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(byte) else { return nil }
            result = result << 3 | Int64(byte - UInt8(ascii: "0"))
        }
        return result
    }

    private func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Records of the form `LENGTH KEY=VALUE\n`; only `path` and `size` are known.
    private func apply(_ records: [UInt8], to header: inout TarHeader, at start: Int64) throws {
        for line in records.split(separator: UInt8(ascii: "\n")) {
            let parts = String(decoding: line, as: UTF8.self).split(separator: " ", maxSplits: 1)
            let pair = parts.count == 2 ? parts[1].split(separator: "=", maxSplits: 1) : []
            guard pair.count == 2 else { throw malformed(start, "an extended header cannot be read") }
            switch pair[0] {
            case "path": header.path = String(pair[1])
            case "size":
                guard let size = Int64(pair[1]), size >= 0 else { throw malformed(start, "an impossible size") }
                header.size = size
            default: throw malformed(start, "an extended header sets something else than path and size")
            }
        }
    }
}

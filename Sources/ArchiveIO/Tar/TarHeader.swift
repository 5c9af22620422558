/// The header of one member, in the one form that Valise writes: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header".
///
/// A reader that wants exactly this form reads loosely, encodes again and compares all bytes.
public struct TarHeader: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        case file
        case folder
        case symbolicLink(target: String)
        case hardLink(target: String)
    }

    /// Without a slash at the end, also for a folder.
    public var path: String
    public var kind: Kind
    /// In bytes; 0 for what is not a file.
    public var size: Int64
    /// Permission bits.
    public var mode: Int
    public var owner: Int
    public var group: Int
    /// Seconds since 1970, at least 0.
    public var modified: Int64

    public init(
        path: String, kind: Kind = .file, size: Int64 = 0, mode: Int = 0o644, owner: Int = 0, group: Int = 0,
        modified: Int64
    ) {
        self.path = path
        self.kind = kind
        self.size = size
        self.mode = mode
        self.owner = owner
        self.group = group
        self.modified = modified
    }

    static let blockSize = 512
    /// The greatest number of an eleven-digit octal field: 8 GiB − 1.
    static let maximumOctal: Int64 = 0o77_777_777_777
    static let maximumOwner = 0o7_777_777

    private var storedPath: String { kind == .folder ? path + "/" : path }

    private var target: String {
        switch kind {
        case .file, .folder: ""
        case .symbolicLink(let target), .hardLink(let target): target
        }
    }

    private var flag: UInt8 {
        switch kind {
        case .file: UInt8(ascii: "0")
        case .hardLink: UInt8(ascii: "1")
        case .symbolicLink: UInt8(ascii: "2")
        case .folder: UInt8(ascii: "5")
        }
    }

    /// The header as it stands in an archive: one block, or three and more where a value needs a pax record.
    public func encoded() -> [UInt8] {
        var records: [UInt8] = []
        let stored = storedPath
        if group > Self.maximumOwner { records += Self.record("gid", String(group)) }
        if !Self.fits(target) { records += Self.record("linkpath", target) }
        if !Self.fits(stored) { records += Self.record("path", stored) }
        if size > Self.maximumOctal { records += Self.record("size", String(size)) }
        if owner > Self.maximumOwner { records += Self.record("uid", String(owner)) }
        var result: [UInt8] = []
        if !records.isEmpty {
            result = block(name: "PaxHeader", target: "", flag: UInt8(ascii: "x"), size: Int64(records.count))
            result += records
            result += [UInt8](repeating: 0, count: Self.padding(after: Int64(records.count)))
        }
        return result
            + block(name: stored, target: target, flag: flag, size: size > Self.maximumOctal ? 0 : size)
    }

    /// Zero bytes that follow content of this size, up to a whole block.
    public static func padding(after size: Int64) -> Int { Int((512 - size % 512) % 512) }

    private static func fits(_ text: String) -> Bool {
        text.utf8.count <= 100 && text.utf8.allSatisfy { $0 > 0x1f && $0 < 0x7f }
    }

    /// `LENGTH KEY=VALUE\n`, where the length counts itself.
    private static func record(_ key: String, _ value: String) -> [UInt8] {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count
        while rest.utf8.count + String(length).utf8.count != length {
            length = rest.utf8.count + String(length).utf8.count
        }
        return Array("\(length)\(rest)".utf8)
    }

    private func block(name: String, target: String, flag: UInt8, size: Int64) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: Self.blockSize)
        let put = { (text: String, offset: Int, limit: Int) in
            for (index, byte) in text.utf8.prefix(limit).enumerated() { block[offset + index] = byte }
        }
        put(name, 0, 100)
        put(Self.octal(Int64(mode & 0o7777), digits: 7), 100, 7)
        put(Self.octal(Int64(owner > Self.maximumOwner ? 0 : owner), digits: 7), 108, 7)
        put(Self.octal(Int64(group > Self.maximumOwner ? 0 : group), digits: 7), 116, 7)
        put(Self.octal(size, digits: 11), 124, 11)
        put(Self.octal(min(max(modified, 0), Self.maximumOctal), digits: 11), 136, 11)
        put("        ", 148, 8)
        block[156] = flag
        put(target, 157, 100)
        put("ustar", 257, 5)
        put("00", 263, 2)
        put("0000000", 329, 7)
        put("0000000", 337, 7)
        put(Self.octal(Self.checksum(of: block), digits: 6), 148, 6)
        block[154] = 0
        return block
    }

    /// The sum of all bytes, those of the checksum's own field (148..<156) taken as spaces.
    static func checksum(of block: [UInt8]) -> Int64 {
        block.withUnsafeBytes { bytes in
            var sum: UInt64 = 8 * 32
            // Eight bytes at a time: in a debug build, tests read millions of headers.
            for offset in stride(from: 0, to: bytes.count, by: 8) where offset != 152 && offset != 144 {
                sum += sumOfBytes(bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            }
            for offset in [144, 145, 146, 147, 156, 157, 158, 159] { sum += UInt64(bytes[offset]) }
            return Int64(sum)
        }
    }

    private static func sumOfBytes(_ word: UInt64) -> UInt64 {
        let mask: UInt64 = 0x00ff_00ff_00ff_00ff
        let pairs = (word & mask) + (word >> 8 & mask)
        return (pairs &* 0x0001_0001_0001_0001) >> 48
    }

    private static func octal(_ value: Int64, digits: Int) -> String {
        let text = String(max(value, 0), radix: 8)
        return String(repeating: "0", count: max(0, digits - text.utf8.count)) + text
    }
}

/// How much of a disk a tar takes when it is unpacked, found out while its bytes pass, in pieces of any size. Memory: a header, and at most 1 MiB of pax records.
///
/// Files and folders count in blocks of 4 KiB, as the common file systems keep them; what is only a name (links, devices) counts nothing. Small files are what makes the difference: one of a
/// few bytes is 1 KiB of a tar and 4 KiB of a disk. Reads what engines read (POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header"; GNU tar, tar.h: `L`, `K`, `S`).
public struct UnpackedSize: Sendable {
    private enum Part { case header, content, records, sparseMap, end, noTar }

    private static let block: Int64 = 4096
    private static let recordLimit: Int64 = 1 << 20

    private var part = Part.header
    private var total: Int64 = 0
    /// Of a header or of pax records, as far as they have come.
    private var pending: [UInt8] = []
    /// Of the member's content with its padding, still to come.
    private var left: Int64 = 0
    /// That of pax records, without padding.
    private var recordSize = 0
    /// From pax records, for the next member.
    private var announced: Int64?

    public init() {}

    /// In bytes, of what has passed; `nil` where that is no tar.
    public var bytes: Int64? { part == .noTar ? nil : total }

    /// Takes the next bytes. Costs next to nothing: content is passed over.
    public mutating func take(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            switch part {
            case .end, .noTar: return
            case .content:
                let count = Int(min(left, Int64(rest.count)))
                rest = rest.dropFirst(count)
                left -= Int64(count)
                if left == 0 { part = .header }
            case .header, .sparseMap:
                let count = min(TarHeader.blockSize - pending.count, rest.count)
                pending += rest.prefix(count)
                rest = rest.dropFirst(count)
                guard pending.count == TarHeader.blockSize else { return }
                let block = pending
                pending.removeAll(keepingCapacity: true)
                if part == .sparseMap { readMap(block, flag: 504) } else { read(block) }
            case .records:
                let count = Int(min(left, Int64(rest.count)))
                pending += rest.prefix(count)
                rest = rest.dropFirst(count)
                left -= Int64(count)
                guard left == 0 else { return }
                announced = Self.size(in: pending.prefix(recordSize)) ?? announced
                pending.removeAll(keepingCapacity: true)
                part = .header
            }
        }
    }

    private mutating func read(_ block: [UInt8]) {
        guard block.contains(where: { $0 != 0 }) else {
            part = .end
            return
        }
        guard Self.octal(block[148..<156]) == TarHeader.checksum(of: block), var size = Self.number(block[124..<136])
        else {
            part = .noTar
            return
        }
        let flag = block[156]
        let isOfMember = !"xgLK".utf8.contains(flag)
        if isOfMember, let announced {
            size = announced
            self.announced = nil
        }
        switch flag {
        case 0, UInt8(ascii: "0"), UInt8(ascii: "7"), UInt8(ascii: "S"):
            total += (size + Self.block - 1) / Self.block * Self.block
        case UInt8(ascii: "5"):
            total += Self.block
            size = 0
        case UInt8(ascii: "1"), UInt8(ascii: "2"), UInt8(ascii: "3"), UInt8(ascii: "4"), UInt8(ascii: "6"):
            size = 0
        default: break
        }
        left = size + Int64(TarHeader.padding(after: size))
        if flag == UInt8(ascii: "S") {
            readMap(block, flag: 482)
        } else if flag == UInt8(ascii: "x"), size <= Self.recordLimit {
            recordSize = Int(size)
            part = left > 0 ? .records : .header
        } else {
            part = left > 0 ? .content : .header
        }
    }

    /// Further blocks of a map of holes follow where this byte says so (GNU tar, `oldgnu_header.isextended`, `sparse_header.isextended`).
    private mutating func readMap(_ block: [UInt8], flag: Int) {
        part = block[flag] != 0 ? .sparseMap : left > 0 ? .content : .header
    }

    /// A number field: octal digits, or binary where its first bit says so (GNU tar, "base-256").
    private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
        guard let first = field.first, first & 0x80 != 0 else { return octal(field) }
        guard first & 0x40 == 0, field.dropFirst().prefix(3).allSatisfy({ $0 == 0 }), first == 0x80 else { return nil }
        let value = field.dropFirst(4).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        // Larger than any disk; sums of such sizes would not fit.
        return value < 1 << 60 ? Int64(value) : nil
    }

    private static func octal(_ field: ArraySlice<UInt8>) -> Int64? {
        let digits = field.drop { $0 == UInt8(ascii: " ") }.prefix { $0 != 0 && $0 != UInt8(ascii: " ") }
        var value: Int64 = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(digit) else { return nil }
            value = value << 3 | Int64(digit - UInt8(ascii: "0"))
        }
        return value
    }

    /// The value of `size` in pax records: `LENGTH KEY=VALUE\n`.
    private static func size(in records: ArraySlice<UInt8>) -> Int64? {
        var found: Int64?
        var rest = records
        while let space = rest.firstIndex(of: UInt8(ascii: " ")) {
            guard let length = Int(String(decoding: rest[rest.startIndex..<space], as: UTF8.self)),
                length > space - rest.startIndex, length <= rest.count
            else { return found }
            let record = rest[(space + 1)..<(rest.startIndex + length)]
            if record.starts(with: "size=".utf8) {
                let value = String(decoding: record.dropFirst(5).dropLast(), as: UTF8.self)
                found = Int64(value).flatMap { (0..<1 << 60).contains($0) ? $0 : nil }
            }
            rest = rest.dropFirst(length)
        }
        return found
    }
}

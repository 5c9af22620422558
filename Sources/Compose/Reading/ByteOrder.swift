/// YAML may be UTF-16, as Windows' editors write it: a mark at the beginning says so.
enum ByteOrder {
    /// The text in UTF-8; `nil` where there is no mark, or it is broken behind it.
    static func asUTF8(_ bytes: [UInt8]) -> [UInt8]? {
        let isLittle: Bool
        switch (bytes.first, bytes.dropFirst().first) {
        case (0xFF, 0xFE): isLittle = true
        case (0xFE, 0xFF): isLittle = false
        default: return nil
        }
        guard bytes.count.isMultiple(of: 2) else { return nil }
        let units = stride(from: 2, to: bytes.count, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isLittle ? second << 8 | first : first << 8 | second
        }
        return String(validating: units, as: UTF16.self).map { Array($0.utf8) }
    }
}

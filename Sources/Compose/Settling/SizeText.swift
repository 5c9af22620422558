/// Sizes as docker/go-units reads them (`RAMInBytes`): `512m`, `1.5 GiB`, `1024`; units are powers of 1,024.
enum SizeText {
    /// `nil` for what is no size, and for negative ones.
    static func parse(_ text: String) -> Int64? {
        guard let last = text.utf8.lastIndex(where: { (48...57).contains($0) || $0 == 46 || $0 == 32 }) else {
            return nil
        }
        let unit = text[text.utf8.index(after: last)...].lowercased()
        let number = text.utf8[last] == 32 ? text[..<last] : text[...last]
        guard let amount = NumberText.parse(String(number)), amount >= 0, let factor = factor(unit) else { return nil }
        let bytes = amount * factor
        // What does not fit is as good as no limit; the reference's own result depends on the processor.
        return bytes < 0x1p63 ? Int64(bytes) : .max
    }

    private static func factor(_ unit: String) -> Double? {
        if unit.isEmpty || unit == "b" { return 1 }
        guard let first = unit.first, ["", "b", "ib"].contains(unit.dropFirst()) else { return nil }
        return ["k": 0x1p10, "m": 0x1p20, "g": 0x1p30, "t": 0x1p40, "p": 0x1p50][first]
    }
}

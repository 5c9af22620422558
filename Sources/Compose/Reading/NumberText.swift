/// Numbers with a fraction, as Go reads and writes them: `strconv.ParseFloat`, `fmt.Sprint`, `encoding/json`.
enum NumberText {
    /// Underscores may stand between digits; a hexadecimal number must have its power of two.
    static func parse(_ text: String) -> Double? {
        let isHexadecimal = text.lowercased().drop { $0 == "+" || $0 == "-" }.hasPrefix("0x")
        if isHexadecimal, !text.contains("p"), !text.contains("P") { return nil }
        guard text.utf8.contains(UInt8(ascii: "_")) else { return Double(text) }
        var previous: UInt8 = 0
        for byte in text.utf8 {
            // Only between two digits; the prefix `0x` counts as one.
            if byte == UInt8(ascii: "_"), !isDigit(previous, isHexadecimal) { return nil }
            if previous == UInt8(ascii: "_"), !isDigit(byte, isHexadecimal) { return nil }
            previous = byte
        }
        guard previous != UInt8(ascii: "_") else { return nil }
        return Double(text.replacing("_", with: ""))
    }

    private static func isDigit(_ byte: UInt8, _ isHexadecimal: Bool) -> Bool {
        if (48...57).contains(byte) { return true }
        return isHexadecimal && ((65...70).contains(byte) || (97...102).contains(byte) || byte | 0x20 == 0x78)
    }

    /// As text in another text: `0.5`, `1e+06`, `+Inf`.
    static func plain(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        return digits(number, exponents: -4..<6, shortExponents: true)
    }

    /// As a number of a YAML document.
    static func yaml(_ number: Double) -> String {
        if number.isNaN { return ".nan" }
        return number.isInfinite ? (number < 0 ? "-.inf" : ".inf") : plain(number)
    }

    /// As a number of a JSON document.
    static func json(_ number: Double) -> String {
        guard number.isFinite else { return "null" }
        return digits(number, exponents: -6..<21, shortExponents: false)
    }

    /// Without an exponent where the power of ten of the first digit is among `exponents`.
    private static func digits(_ number: Double, exponents: Range<Int>, shortExponents: Bool) -> String {
        let magnitude = abs(number)
        if magnitude == 0 { return number.sign == .minus ? "-0" : "0" }
        var (digits, exponent) = decimal(magnitude)
        let sign = number < 0 ? "-" : ""
        guard exponents.contains(exponent) else {
            let first = digits.removeFirst()
            let power = shortExponents && abs(exponent) < 10 ? "0\(abs(exponent))" : "\(abs(exponent))"
            return sign + String(first) + (digits.isEmpty ? "" : "." + digits) + "e" + (exponent < 0 ? "-" : "+")
                + power
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        if digits.count <= exponent + 1 {
            return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count)
        }
        return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
    }

    /// Shortest digits without a point, and the power of ten of the first one.
    private static func decimal(_ magnitude: Double) -> (String, Int) {
        let parts = "\(magnitude)".split(separator: "e")
        let mantissa = parts[0].split(separator: ".")
        let whole = String(mantissa[0])
        let fraction = mantissa.count > 1 ? String(mantissa[1]) : ""
        let power = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let all = whole + fraction
        let leading = all.prefix { $0 == "0" }.count
        var digits = String(all.dropFirst(leading))
        while digits.last == "0" { digits.removeLast() }
        return (digits, whole.count - 1 - leading + power)
    }
}

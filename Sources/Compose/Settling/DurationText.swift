/// Durations as Go writes and reads them, with days and weeks: xhit/go-str2duration, Go's `time.Duration.String`. Nanoseconds.
enum DurationText {
    private static let units: [(String, Double)] = [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9),
        ("d", 86400e9), ("w", 604800e9),
    ]

    static func parse(_ text: String) -> Int64? {
        var rest = Substring(text)
        var sign = 1.0
        if let first = rest.first, first == "-" || first == "+" {
            sign = first == "-" ? -1 : 1
            rest.removeFirst()
        }
        if rest == "0" { return 0 }
        guard !rest.isEmpty else { return nil }
        var total = 0.0
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let value = Double(number.hasPrefix(".") ? "0" + number : String(number)) else { return nil }
            rest = rest.dropFirst(number.count)
            let unit = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
            guard let factor = units.first(where: { $0.0 == unit })?.1 else { return nil }
            rest = rest.dropFirst(unit.count)
            total += value * factor
        }
        guard total < 9.2e18 else { return nil }
        return Int64((sign * total).rounded())
    }

    /// `1h2m3.5s`, `0s`, `1.5ms`
    static func print(_ nanoseconds: Int64) -> String {
        if nanoseconds == 0 { return "0s" }
        let sign = nanoseconds < 0 ? "-" : ""
        let amount = nanoseconds.magnitude
        if amount < 1_000_000_000 {
            let (unit, digits): (String, Int) = amount < 1000 ? ("ns", 0) : amount < 1_000_000 ? ("µs", 3) : ("ms", 6)
            return sign + fraction(amount, digits) + unit
        }
        let seconds = amount / 1_000_000_000
        var text = fraction(amount - (seconds - seconds % 60) * 1_000_000_000, 9) + "s"
        if seconds >= 60 { text = "\(seconds / 60 % 60)m" + text }
        if seconds >= 3600 { text = "\(seconds / 3600)h" + text }
        return sign + text
    }

    private static func fraction(_ amount: UInt64, _ digits: Int) -> String {
        let power = (0..<digits).reduce(UInt64(1)) { product, _ in product * 10 }
        let rest = amount % power
        guard rest > 0 else { return String(amount / power) }
        var text = String(rest)
        text = String(repeating: "0", count: digits - text.count) + text
        while text.last == "0" { text.removeLast() }
        return "\(amount / power).\(text)"
    }
}

/// A point in time, as YAML and go-yaml know it: `2024-1-31`, `2024-01-31 12:30:00.5`, `2024-01-31T12:30:00Z`, `…+01:00`.
struct Timestamp {
    /// `2024-01-31T12:30:00.5+01:00`: as the reference prints it in JSON (RFC 3339).
    let text: String

    /// `nil` where the text is no such point in time; it is a string then.
    init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count >= 8, bytes.dropFirst(4).first == UInt8(ascii: "-"),
            bytes.prefix(4).allSatisfy({ (48...57).contains($0) })
        else { return nil }
        let pattern =
            /([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:[Tt]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.([0-9]+))?(Z|[+-][0-9]{2}:[0-9]{2}))|(?: ([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:\.([0-9]+))?))?/
        guard let match = text.wholeMatch(of: pattern) else { return nil }
        let numbers = [
            match.1, match.2, match.3, match.4 ?? match.9 ?? "0", match.5 ?? match.10 ?? "0",
            match.6 ?? match.11 ?? "0",
        ].map { Int($0) ?? 0 }
        guard (1...12).contains(numbers[1]), (1...Self.days(inMonth: numbers[1], of: numbers[0])).contains(numbers[2]),
            numbers[3] < 24, numbers[4] < 60, numbers[5] < 60
        else { return nil }
        func padded(_ number: Int, _ width: Int = 2) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        var fraction = String((match.7 ?? match.12 ?? "").prefix(9))
        while fraction.last == "0" { fraction.removeLast() }
        let zone = match.8.map(String.init) ?? "Z"
        self.text =
            "\(padded(numbers[0], 4))-\(padded(numbers[1]))-\(padded(numbers[2]))T\(padded(numbers[3])):"
            + "\(padded(numbers[4])):\(padded(numbers[5]))" + (fraction.isEmpty ? "" : "." + fraction)
            + (zone == "+00:00" || zone == "-00:00" ? "Z" : zone)
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

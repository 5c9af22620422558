/// Points in time as registries write them. By hand, as formatters depend on the locale and the C library's tables.
enum HTTPDate {
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// Seconds since 1970 of `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` or `Sun Nov  6 08:49:37 1994` (RFC 9110, 5.6.7); `nil` for anything else.
    static func parse(_ text: String) -> Int64? {
        var words = text.split { $0 == " " || $0 == "," || $0 == "-" }.map(String.init)
        guard words.count >= 5, words[0].count >= 3 else { return nil }
        words.removeFirst()
        if months.contains(words[0]) {
            // asctime: month, day, time, year.
            guard words.count == 4 else { return nil }
            words = [words[1], words[0], words[3], words[2], "GMT"]
        }
        guard words.count == 5, words[4] == "GMT", let day = Int(words[0]), var year = Int(words[2]),
            let month = months.firstIndex(of: words[1]), let time = time(words[3])
        else { return nil }
        // Two digits: this format is from before 2000 and is not written any more; 70 to 99 are of the last century.
        if words[2].count == 2 { year += year >= 70 ? 1900 : 2000 }
        return seconds(year: year, month: month + 1, day: day, time: time)
    }

    /// Seconds since 1970 of `2026-01-02T03:04:05Z`, with or without a fraction, with any offset (RFC 3339, 5.6); the fraction is left out. `nil` for anything else.
    static func parseRFC3339(_ text: String) -> Int64? {
        let parts = text.split(maxSplits: 1) { $0 == "T" || $0 == "t" || $0 == " " }
        guard parts.count == 2 else { return nil }
        let date = parts[0].split(separator: "-", omittingEmptySubsequences: false)
        guard date.count == 3, let year = Int(date[0]), let month = Int(date[1]), let day = Int(date[2]),
            let time = time(parts[1].prefix(8))
        else { return nil }
        var rest = parts[1].dropFirst(8)
        if rest.first == "." {
            let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard !digits.isEmpty else { return nil }
            rest = rest.dropFirst(1 + digits.count)
        }
        guard let local = seconds(year: year, month: month, day: day, time: time) else { return nil }
        if rest == "Z" || rest == "z" { return local }
        guard let sign = rest.first, sign == "+" || sign == "-", rest.count == 6,
            let shift = self.time(rest.dropFirst() + ":00")
        else { return nil }
        return sign == "+" ? local - shift : local + shift
    }

    private static func time(_ text: some StringProtocol) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ $0.count == 2 }), let hour = Int64(parts[0]),
            let minute = Int64(parts[1]), let second = Int64(parts[2]), (0..<24).contains(hour),
            (0..<60).contains(minute), (0...60).contains(second)
        else { return nil }
        return hour * 3600 + minute * 60 + second
    }

    /// Days of the civil calendar, counted in years that begin in March, so that the leap day is the last.
    private static func seconds(year: Int, month: Int, day: Int, time: Int64) -> Int64? {
        guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day) else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
        return Int64(days) * 86_400 + time
    }
}

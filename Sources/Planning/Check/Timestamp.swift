/// A time in UTC, as people read it: `2026-11-21 11:05:09 UTC`.
struct Timestamp: CustomStringConvertible {
    /// Since 1970.
    let seconds: Int64
    init(_ seconds: Int64) { self.seconds = seconds }

    var description: String {
        // Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
        let days = Int64((Double(seconds) / 86400).rounded(.down))
        let rest = seconds - days * 86400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let day = shifted - era * 146_097
        let year = (day - day / 1460 + day / 36524 - day / 146_096) / 365
        let dayOfYear = day - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let monthFromJanuary = month < 10 ? month + 3 : month - 9
        return
            "\(padded(year + era * 400 + (monthFromJanuary <= 2 ? 1 : 0), 4))-\(padded(monthFromJanuary, 2))-\(padded(dayOfYear - (153 * month + 2) / 5 + 1, 2)) \(padded(rest / 3600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2)) UTC"
    }

    private func padded(_ number: Int64, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}

import Foundation

/// A point in time as people give it.
enum LogTime {
    /// Seconds since 1970 of `10m` (before `now`) or `2026-11-21T10:00:00Z` (RFC 3339); `nil` for anything else.
    static func seconds(_ text: String, now: Int64) -> Int64? {
        let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        if let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()),
            (0...1_000_000).contains(count)
        {
            return now - count * unit
        }
        return (try? Date(text, strategy: .iso8601)).map { Int64($0.timeIntervalSince1970) }
    }
}

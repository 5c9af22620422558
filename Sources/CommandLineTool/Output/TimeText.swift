import Foundation

/// Times of the day, in UTC: bundles and ledgers travel.
enum TimeText {
    /// `2026-11-21T11:20:00Z` (RFC 3339), of seconds since 1970.
    static func of(_ seconds: Int64) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}

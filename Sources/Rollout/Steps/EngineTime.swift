internal import Foundation

/// A time as the engine writes it (RFC 3339, UTC, nanoseconds with trailing zeros cut), comparable without a calendar.
struct EngineTime: Comparable {
    private let seconds: String
    private let fraction: String

    init(_ text: String) {
        let head = text.prefix { $0 != "." && $0 != "Z" }
        let rest = text[head.endIndex...].drop { $0 == "." }.prefix { $0.isNumber }
        seconds = String(head)
        fraction = String((rest + "000000000").prefix(9))
    }

    /// This host's clock, which is the engine's where it sees our files.
    static func now(secondsAgo: Int) -> EngineTime {
        EngineTime(Date(timeIntervalSinceNow: -Double(secondsAgo)).formatted(.iso8601))
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.seconds, left.fraction) < (right.seconds, right.fraction)
    }
}

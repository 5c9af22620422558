/// The address of one machine, by which the others of its target reach it: `10.0.0.11`.
public struct IPv4Address: ValidatedName {
    /// Four numbers without leading zeros, so that equal addresses are equal texts.
    public let rawValue: String
    public static let grammar =
        "an IPv4 address by which other hosts reach this one, such as `10.0.0.11`; not 0.…, 127.… or 224.0.0.0 and above"

    public init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        // `010` is 8 to some readers and 10 to others (RFC 6943, 3.1.1): refused.
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy(Grammar.isDigit) && (part.count == 1 || part.first != "0") ? UInt8(part) : nil
        }
        guard parts.count == 4, numbers.count == 4 else { return nil }
        // "This network", loopback, and from 224 on multicast, reserved and broadcast (RFC 6890, 2.2.2): no machine's own.
        guard numbers[0] != 0, numbers[0] != 127, numbers[0] < 224 else { return nil }
        rawValue = text
    }
}

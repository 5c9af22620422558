/// Cuts a stream of bytes into lines.
struct LogLines: Sendable {
    private var pending: [UInt8] = []
    /// A line that is longer goes out in pieces: memory has an end.
    private static let limit = 64 * 1024

    /// The lines that are complete now, without their ends.
    mutating func take(_ bytes: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for byte in bytes {
            if byte == UInt8(ascii: "\n") {
                if pending.last == UInt8(ascii: "\r") { pending.removeLast() }
                lines.append(pending)
                pending = []
            } else {
                pending.append(byte)
                if pending.count >= Self.limit {
                    lines.append(pending)
                    pending = []
                }
            }
        }
        return lines
    }

    /// What came behind the last line's end; `nil` where there is nothing.
    func rest() -> [UInt8]? { pending.isEmpty ? nil : pending }
}

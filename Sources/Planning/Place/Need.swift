import Vocabulary

/// Memory and processors: what is reserved, or what a host has of them. Sums end at the greatest number instead of running over.
struct Need: Hashable {
    /// Bytes.
    var memory: Int64
    /// Billionths of a processor.
    var nanoCPUs: Int64

    static let nothing = Need(memory: 0, nanoCPUs: 0)

    init(memory: Int64, nanoCPUs: Int64) {
        self.memory = memory
        self.nanoCPUs = nanoCPUs
    }

    init(_ scheduling: DesiredService.Scheduling) {
        self.init(memory: scheduling.memory?.bytes ?? 0, nanoCPUs: scheduling.nanoCPUs ?? 0)
    }

    /// All that a host has; what is not known of it is without end.
    init(roomOf host: TargetHost) {
        self.init(
            memory: host.memory?.bytes ?? .max,
            nanoCPUs: host.cpus.map { Self.product(Int64($0), 1_000_000_000) } ?? .max)
    }

    var isNothing: Bool { memory == 0 && nanoCPUs == 0 }
    func covers(_ other: Need) -> Bool { memory >= other.memory && nanoCPUs >= other.nanoCPUs }

    static func + (left: Need, right: Need) -> Need {
        Need(memory: sum(left.memory, right.memory), nanoCPUs: sum(left.nanoCPUs, right.nanoCPUs))
    }
    static func += (left: inout Need, right: Need) { left = left + right }
    static func * (need: Need, count: Int) -> Need {
        Need(memory: product(need.memory, Int64(count)), nanoCPUs: product(need.nanoCPUs, Int64(count)))
    }
    /// What is left; what is without end stays so.
    static func - (left: Need, right: Need) -> Need {
        Need(
            memory: left.memory == .max ? .max : left.memory - right.memory,
            nanoCPUs: left.nanoCPUs == .max ? .max : left.nanoCPUs - right.nanoCPUs)
    }

    private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
        let (sum, isOver) = left.addingReportingOverflow(right)
        return isOver ? .max : sum
    }
    private static func product(_ left: Int64, _ right: Int64) -> Int64 {
        let (product, isOver) = left.multipliedReportingOverflow(by: right)
        return isOver ? .max : product
    }

    /// Why a host with this room cannot hold a need: "has 2.0 GiB of memory, reserved are 4.0 GiB". `nil` where it can.
    func refusal(of need: Need) -> String? {
        var lacks: [String] = []
        if memory < need.memory {
            lacks.append("has \(ByteCount(memory)) of memory, reserved are \(ByteCount(need.memory))")
        }
        if nanoCPUs < need.nanoCPUs {
            lacks.append("has \(Self.processors(nanoCPUs)), reserved are \(Self.processors(need.nanoCPUs))")
        }
        return lacks.isEmpty ? nil : lacks.joined(separator: " and ")
    }

    /// "2 processors"; what is no whole number in thousandths, cut off.
    private static func processors(_ nano: Int64) -> String {
        let (whole, rest) = nano.quotientAndRemainder(dividingBy: 1_000_000_000)
        guard rest != 0 else { return whole == 1 ? "1 processor" : "\(whole) processors" }
        let text = String(rest / 1_000_000)
        return "\(whole)." + String(repeating: "0", count: 3 - text.count) + text + " processors"
    }

    /// "4.0 GiB of memory and 2 processors".
    var text: String {
        [
            memory > 0 ? "\(ByteCount(memory)) of memory" : nil,
            nanoCPUs > 0 ? Self.processors(nanoCPUs) : nil,
        ].compactMap { $0 }.joined(separator: " and ")
    }
}

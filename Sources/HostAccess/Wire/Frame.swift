/// One frame of the protocol between two ends: <doc:Protocol>.
struct Frame: Hashable, Sendable {
    /// The number is what stands on the wire.
    enum Kind: UInt8, Sendable, CaseIterable {
        case request = 1
        case answer, failure, cancel, data, end, credit, farewell
    }

    var kind: Kind
    /// Which call it belongs to; 0 for the connection.
    var call: UInt32
    var payload: [UInt8] = []

    static let headerSize = 9

    static func credit(_ count: Int, of call: UInt32) -> Frame {
        Frame(kind: .credit, call: call, payload: bytes(of: UInt32(clamping: count)))
    }

    /// What a credit frame grants.
    var credit: Int { Int(Self.number(payload[...])) }

    /// Puts its header and payload behind what is there.
    func append(to bytes: inout [UInt8]) {
        bytes.append(kind.rawValue)
        bytes += Self.bytes(of: call)
        bytes += Self.bytes(of: UInt32(clamping: payload.count))
        bytes += payload
    }

    static func number(_ bytes: ArraySlice<UInt8>) -> UInt32 { bytes.reduce(0) { $0 << 8 | UInt32($1) } }

    private static func bytes(of number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}

extension Frame.Kind {
    /// How long the payload may be.
    var sizes: ClosedRange<Int> {
        switch self {
        case .request, .answer, .failure, .farewell: 0...LinkLimits.document
        case .cancel, .end: 0...0
        case .data: 1...LinkLimits.data
        case .credit: 4...4
        }
    }
}

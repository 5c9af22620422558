/// Finds frames in bytes as they come. Memory: what has come and not been taken.
struct FrameParser {
    private var bytes: [UInt8] = []
    private var start = 0

    /// What is no frame of this protocol, in a person's words.
    struct Violation: Error, Hashable {
        let found: String
    }

    /// Whether nothing of a next frame has come.
    var isBetweenFrames: Bool { start == bytes.count }

    mutating func take(_ new: some Sequence<UInt8>) {
        if start > 0 {
            bytes.removeFirst(start)
            start = 0
        }
        bytes.append(contentsOf: new)
    }

    /// The next frame; `nil` until all of it is there. A header that breaks a limit is refused before its payload comes.
    mutating func next() throws(Violation) -> Frame? {
        guard bytes.count - start >= Frame.headerSize else { return nil }
        guard let kind = Frame.Kind(rawValue: bytes[start]) else {
            throw Violation(found: "a frame of the unknown kind \(bytes[start])")
        }
        let call = Frame.number(bytes[start + 1..<start + 5])
        let length = Int(Frame.number(bytes[start + 5..<start + 9]))
        guard kind.sizes.contains(length) else {
            throw Violation(found: "a frame `\(kind)` of \(length) bytes, where \(kind.sizes.upperBound) are the limit")
        }
        let payload = start + Frame.headerSize
        guard bytes.count - payload >= length else { return nil }
        start = payload + length
        return Frame(kind: kind, call: call, payload: Array(bytes[payload..<start]))
    }
}

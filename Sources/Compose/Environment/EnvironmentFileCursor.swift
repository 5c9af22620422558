import Vocabulary

/// What is left to read of an environment file, and where in the file that begins.
struct EnvironmentFileCursor {
    private(set) var rest: ArraySlice<UInt8>
    private(set) var line = 1
    private var lineStart: Int
    private let bytes: ArraySlice<UInt8>

    private static let newline = UInt8(ascii: "\n")

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        rest = bytes
        lineStart = bytes.startIndex
    }

    /// Columns count characters, as those of Compose files do.
    func position(in file: String) -> SourcePosition {
        let before = String(decoding: bytes[lineStart..<rest.startIndex], as: UTF8.self)
        return SourcePosition(file: file, line: line, column: before.unicodeScalars.count + 1)
    }

    mutating func skip(_ count: Int) {
        let skipped = rest.prefix(count)
        for index in skipped.indices where skipped[index] == Self.newline {
            line += 1
            lineStart = index + 1
        }
        rest = rest.dropFirst(count)
    }

    /// Past white space of this line.
    mutating func skipSpaces() { skip(spaces) }

    /// To the beginning of the next line, or to the end.
    mutating func skipLine() {
        guard let end = rest.firstIndex(of: Self.newline) else { return skip(rest.count) }
        skip(end + 1 - rest.startIndex)
    }

    /// Past white space and line ends.
    mutating func skipEmptyLines() {
        while let byte = rest.first {
            let count = byte == Self.newline ? 1 : spaces
            guard count > 0 else { return }
            skip(count)
        }
    }

    /// How many bytes of white space stand at the front, without line ends.
    private var spaces: Int {
        var index = rest.startIndex
        while index < rest.endIndex {
            if Self.isSpace(rest[index]) {
                index += 1
            } else if rest[index] == 0xC2, index + 1 < rest.endIndex, [0x85, 0xA0].contains(rest[index + 1]) {
                index += 2
            } else {
                break
            }
        }
        return index - rest.startIndex
    }

    /// White space without line ends.
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 32 || byte == 9 || byte == 11 || byte == 12 || byte == 13
    }

    static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isASCII ? isSpace(UInt8(scalar.value)) : scalar == "\u{85}" || scalar == "\u{A0}"
    }
}

/// The first line of each end, and the search for it behind what a login prints.
enum Greeting {
    private static let mark = [0] + Array("valise-host ".utf8)

    static func line(version: Int) -> [UInt8] { mark + Array("\(version)\n".utf8) }

    /// What came before the greeting, as far as it has come.
    struct Search {
        private(set) var banner: [UInt8] = []

        enum Finding: Hashable {
            case unfinished
            /// The other end's version, and the bytes behind its line.
            case found(version: Int, rest: [UInt8])
            /// More than ``LinkLimits/banner``, or the mark and no version behind it.
            case refused
        }

        mutating func take(_ bytes: some Sequence<UInt8>) -> Finding {
            // From a little before the end: the mark may have come in two pieces.
            var index = max(0, banner.count - mark.count - 6)
            banner.append(contentsOf: bytes)
            while let start = banner[index...].firstIndex(of: 0) {
                let behind = banner[start...].prefix(mark.count)
                guard behind.elementsEqual(mark.prefix(behind.count)) else {
                    index = start + 1
                    continue
                }
                guard behind.count == mark.count else { break }
                let line = banner[(start + mark.count)...]
                let digits = line.prefix { $0 != UInt8(ascii: "\n") }
                guard digits.count <= 5, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return .refused }
                guard digits.count < line.count else { break }
                guard let version = Int(String(decoding: digits, as: UTF8.self)) else { return .refused }
                let rest = Array(line.dropFirst(digits.count + 1))
                banner.removeSubrange(start...)
                return .found(version: version, rest: rest)
            }
            return banner.count > LinkLimits.banner ? .refused : .unfinished
        }
    }
}

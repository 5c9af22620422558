import Vocabulary

/// Reads the small texts that Linux tells about itself in. Anything that does not fit is left out: a kernel may say more tomorrow.
enum ProcText {
    /// `/etc/os-release`: `NAME=value` or `NAME="value"` (os-release(5)).
    static func osRelease(_ text: String) -> [String: String] {
        var values: [String: String] = [:]
        for line in text.split(separator: "\n") {
            guard let equals = line.firstIndex(of: "="), !line.hasPrefix("#") else { continue }
            var value = line[line.index(after: equals)...]
            for quote in ["\"", "'"] where value.count >= 2 && value.hasPrefix(quote) && value.hasSuffix(quote) {
                value = value.dropFirst().dropLast()
            }
            values[String(line[..<equals])] = String(value)
        }
        return values
    }

    /// `/proc/meminfo`: `MemTotal:       16314260 kB`.
    static func kilobytes(_ text: String) -> [String: Int64] {
        var values: [String: Int64] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == ":" || $0 == " " })
            guard words.count == 3, words[2] == "kB", let amount = Int64(words[1]), amount < 1 << 50 else { continue }
            values[String(words[0])] = amount
        }
        return values
    }

    /// `/proc/cgroups`: name, hierarchy, number of groups, enabled. A Raspberry Pi comes with memory's at 0.
    static func hasMemoryController(_ text: String) -> Bool {
        text.split(separator: "\n").contains { line in
            let words = line.split(whereSeparator: \.isWhitespace)
            return words.count == 4 && words[0] == "memory" && words[3] == "1"
        }
    }

    /// What the firmware of a Raspberry Pi answers: hexadecimal; bits 0 to 3 are now, 16 to 19 since the start (Raspberry Pi documentation, `vcgencmd get_throttled`).
    static func throttled(_ text: String) -> PowerFacts? {
        var digits = text.prefix { !$0.isWhitespace }
        if digits.hasPrefix("0x") { digits = digits.dropFirst(2) }
        guard let bits = UInt32(digits, radix: 16) else { return nil }
        let troubles = zip(PowerFacts.Trouble.allCases, 0...)
        return PowerFacts(
            now: troubles.filter { bits & 1 << $0.1 != 0 }.map(\.0),
            sinceStart: troubles.filter { bits & 1 << ($0.1 + 16) != 0 }.map(\.0))
    }

    /// `/proc/filesystems`: the last word of each line.
    static func fileSystems(_ text: String) -> Set<String> {
        Set(text.split(separator: "\n").compactMap { $0.split(whereSeparator: \.isWhitespace).last.map(String.init) })
    }

    /// `/proc/modules`: the first word of each line.
    static func modules(_ text: String) -> Set<String> {
        Set(text.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) })
    }

    /// `/proc/PID/mountinfo`: the fifth word is where it is mounted, with spaces and the like as `\\040` (proc(5)).
    static func mountPoints(_ text: String) -> [String] {
        text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count > 5 else { return nil }
            var rest = words[4].utf8[...]
            var bytes: [UInt8] = []
            while let byte = rest.popFirst() {
                let digits = rest.prefix(3)
                if byte == UInt8(ascii: "\\"), digits.count == 3,
                    let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
                {
                    bytes.append(value)
                    rest = rest.dropFirst(3)
                } else {
                    bytes.append(byte)
                }
            }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    /// Names of modules in `modules.builtin` (`kernel/net/bridge/bridge.ko`) or `modules.dep` (`kernel/…/veth.ko.xz: …`), in the kernel's
    /// spelling, where a hyphen of the file name is an underscore.
    static func moduleFiles(_ text: String) -> Set<String> {
        Set(
            text.split(separator: "\n").compactMap { line in
                let file = line.prefix { $0 != ":" }.split(separator: "/").last ?? ""
                guard let end = file.firstIndex(of: ".") else { return nil }
                return String(file[..<end].map { $0 == "-" ? "_" : $0 })
            })
    }
}

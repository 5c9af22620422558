/// The head of a request that a stub got.
public struct StubRequest: Hashable, Sendable {
    public let method: String
    /// Decoded, without the query.
    public let path: String
    /// Decoded; one name may stand several times.
    public let query: [Parameter]
    /// Names in lower case.
    public let headers: [String: String]

    public struct Parameter: Hashable, Sendable {
        public let name: String
        public let value: String
    }

    /// The first value of a parameter; `nil` where it is missing.
    public subscript(_ name: String) -> String? { query.first { $0.name == name }?.value }
    /// All values of a parameter.
    public func all(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }
    /// Whether a parameter is set, as Go's servers read it.
    func flag(_ name: String) -> Bool { ["1", "true", "True"].contains(self[name] ?? "") }

    /// Reads a head without its empty line; `nil` where it is no HTTP/1.1.
    init?(head: String) {
        var lines = head.split(separator: "\r\n").map(String.init)
        guard !lines.isEmpty else { return nil }
        let parts = lines.removeFirst().split(separator: " ")
        guard parts.count == 3, parts[2].hasPrefix("HTTP/1.") else { return nil }
        method = String(parts[0])
        let target = parts[1].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = Self.decode(target[0])
        query = (target.count == 2 ? target[1].split(separator: "&") : []).map { item in
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return Parameter(name: Self.decode(pair[0]), value: pair.count == 2 ? Self.decode(pair[1]) : "")
        }
        var headers: [String: String] = [:]
        for line in lines {
            guard let colon = line.firstIndex(of: ":") else { return nil }
            headers[line[..<colon].lowercased()] = String(
                line[line.index(after: colon)...].drop { $0 == " " })
        }
        self.headers = headers
    }

    private static func decode(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

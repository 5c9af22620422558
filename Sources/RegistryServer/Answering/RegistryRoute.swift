import Vocabulary

/// What a request asks for: the end points of the OCI distribution specification 1.1 that read, and `_catalog`, which Docker's registry has.
enum RegistryRoute: Hashable {
    case base
    case catalog(Page)
    case tags(repository: String, Page)
    case manifest(repository: String, reference: String)
    case blob(repository: String, digest: String)

    /// The part of a list that is wanted.
    struct Page: Hashable {
        /// `nil`: all.
        var count: Int?
        /// The list goes on behind this one.
        var last: String?
    }

    enum Failure: Error { case unknown, pageNumber }

    /// Reads the target of a request: path and query.
    static func parse(_ target: String) throws(Failure) -> RegistryRoute {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var parts = (halves.first ?? "").split(separator: "/", omittingEmptySubsequences: false).map(decode)
        guard parts.count >= 2, parts[0] == "", parts[1] == "v2" else { throw .unknown }
        parts.removeFirst(2)
        if parts.isEmpty || parts == [""] { return .base }
        let query = halves.count == 2 ? Self.query(halves[1]) : [:]
        if parts == ["_catalog"] { return .catalog(try page(query)) }
        guard parts.count >= 3, !parts.contains("") else { throw .unknown }
        let last = parts.removeLast()
        let kind = parts.removeLast()
        let repository = parts.joined(separator: "/")
        switch (kind, last) {
        case ("tags", "list"): return .tags(repository: repository, try page(query))
        case ("manifests", _): return .manifest(repository: repository, reference: last)
        case ("blobs", _): return .blob(repository: repository, digest: last)
        default: throw .unknown
        }
    }

    private static func page(_ query: [String: String]) throws(Failure) -> Page {
        guard let text = query["n"] else { return Page(count: nil, last: query["last"]) }
        guard let count = Int(text), count >= 0 else { throw .pageNumber }
        return Page(count: count, last: query["last"])
    }

    private static func query(_ text: Substring) -> [String: String] {
        var values: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            values[decode(halves[0])] = halves.count == 2 ? decode(halves[1]) : ""
        }
        return values
    }

    /// Percent-decoding (RFC 3986, 2.1); some clients write a digest's colon as `%3A`. What is no valid escape stays as it is.
    private static func decode(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return String(text) }
        var rest = text.utf8[...]
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
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

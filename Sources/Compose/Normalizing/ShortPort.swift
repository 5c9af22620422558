import Vocabulary

/// `[ADDRESS:][HOST:]CONTAINER[/PROTOCOL]` with ranges: docker/go-connections, `nat/nat.go`.
enum ShortPort {
    struct Entry: Hashable {
        var hostAddress: String?
        var published: String?
        var target: UInt16
        var networkProtocol: String
    }
    struct Malformed: Error { var reason: String }

    /// One entry for each container port, in ascending order of their text.
    static func parse(_ text: String) throws(Malformed) -> [Entry] {
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        var container = parts.removeLast()
        let host = parts.popLast() ?? ""
        var address = parts.joined(separator: ":")
        var networkProtocol = "tcp"
        if let slash = container.firstIndex(of: "/") {
            let rest = container[container.index(after: slash)...].split(
                separator: "/", omittingEmptySubsequences: false)
            if let first = rest.first, !first.isEmpty { networkProtocol = first.lowercased() }
            container = String(container[..<slash])
        }
        guard ["tcp", "udp", "sctp"].contains(networkProtocol) else {
            throw Malformed(reason: "`\(networkProtocol)` is no protocol (tcp, udp, sctp)")
        }
        if address.hasPrefix("["), address.hasSuffix("]") {
            address = String(address.dropFirst().dropLast())
        } else if address.contains(":"), !IPAddress.isValid(address) {
            throw Malformed(reason: "there are too many colons")
        } else if address.contains(":") {
            throw Malformed(reason: "an IPv6 address stands in brackets: `[\(address)]`")
        }
        guard address.isEmpty || IPAddress.isValid(address) else {
            throw Malformed(
                reason: "`\(address)` is no IP address" + (address == "localhost" ? ", write `127.0.0.1`" : ""))
        }
        guard !container.isEmpty else { throw Malformed(reason: "the container's port is missing") }
        guard let target = range(container) else { throw Malformed(reason: "`\(container)` is no port (0 to 65535)") }
        var published: ClosedRange<UInt16>?
        if !host.isEmpty {
            guard let range = range(host) else { throw Malformed(reason: "`\(host)` is no port (0 to 65535)") }
            guard range.count == target.count || target.count == 1 else {
                throw Malformed(reason: "the ranges `\(host)` and `\(container)` have different lengths")
            }
            published = range
        }
        var entries: [Entry] = []
        for (offset, port) in target.enumerated() {
            var text: String?
            if let published {
                text = String(Int(published.lowerBound) + offset)
                if target.count == 1, published.count > 1 { text = "\(published.lowerBound)-\(published.upperBound)" }
            }
            entries.append(
                Entry(
                    hostAddress: address.isEmpty ? nil : address, published: text, target: port,
                    networkProtocol: networkProtocol))
        }
        return entries.sorted { "\($0.target)/" < "\($1.target)/" }
    }

    private static func range(_ text: String) -> ClosedRange<UInt16>? {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = port(parts[0]) else { return nil }
        guard parts.count == 2 else { return first...first }
        guard let last = port(parts[1]), last >= first else { return nil }
        return first...last
    }

    private static func port(_ text: Substring) -> UInt16? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return UInt16(text)
    }
}

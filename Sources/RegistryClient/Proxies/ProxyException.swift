import Vocabulary

/// One entry of `NO_PROXY`: who is spoken to directly.
enum ProxyException: Hashable, Sendable {
    /// `*`
    case all
    /// `10.0.0.0/8`, `192.168.1.4`, `192.168.1.4:5000`
    case addresses(Subnet, port: Int?)
    /// `example.com`: it and what is below it. `.example.com`, `*.example.com`: only what is below it.
    case name(String, port: Int?, onlyBelow: Bool)

    /// `nil` for an entry that says nothing.
    init?(_ text: String) {
        let text = text.lowercased().filter { !$0.isWhitespace }
        guard !text.isEmpty else { return nil }
        if text == "*" {
            self = .all
        } else if let block = Subnet(text) {
            self = .addresses(block, port: nil)
        } else {
            guard let (host, port) = RemoteURL.hostAndPort(text) else { return nil }
            if let block = Subnet(host) {
                self = .addresses(block, port: port)
            } else {
                let isBelow = host.hasPrefix(".") || host.hasPrefix("*.")
                self = .name(String(host.drop { $0 == "*" || $0 == "." }), port: port, onlyBelow: isBelow)
            }
        }
    }

    func covers(_ origin: Origin) -> Bool {
        switch self {
        case .all: return true
        case .addresses(let block, let port):
            guard let address = Subnet.address(origin.host), port == nil || port == origin.port else { return false }
            return block.overlaps(Subnet(bytes: address, length: address.count * 8))
        case .name(let name, let port, let onlyBelow):
            guard port == nil || port == origin.port else { return false }
            return origin.host.hasSuffix("." + name) || (!onlyBelow && origin.host == name)
        }
    }
}

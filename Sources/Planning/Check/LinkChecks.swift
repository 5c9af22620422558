import Vocabulary

/// The checks of the ways to one host from the others. Pure.
struct LinkChecks {
    let host: HostFacts
    /// Those that lead to it.
    let links: [LinkFacts]

    init(_ host: HostFacts, _ links: [LinkFacts]) {
        self.host = host
        self.links = links.filter { $0.to == host.name }
    }

    /// An engine that takes part in a swarm has its ports itself.
    private var isInSwarm: Bool {
        guard case .reached(let engine) = host.engine else { return false }
        return engine.swarmState != "inactive"
    }

    private func way(_ link: LinkFacts) -> String { "`\(link.from)` → `\(link.to)`" }

    /// What stands in a line for a person; the rest is counted.
    private static let told = 6

    private static func listed(_ lines: [String]) -> String {
        let rest = lines.count - told
        return lines.prefix(told).joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
    }

    private static func listed(_ ports: [PeerPort]) -> String {
        let names = ports.map(\.description)
        guard let last = names.last, names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " and " + last
    }

    // MARK: Ports

    /// `nil` where no way was looked at.
    func ports() -> Finding? {
        guard let first = links.first else { return nil }
        let needed = "\(Self.listed(first.ports.map(\.port))) open from the other hosts"
        if let finding = openings(first.ports, needed) { return finding }
        let silences = links.filter { !silent($0).isEmpty }
        guard silences.isEmpty else {
            let closed = first.ports.map(\.port).filter { port in
                silences.contains { silent($0).contains { $0.port == port } }
            }
            return .failed(Self.listed(silences.map(line)), needed: needed, remedy: remedy(opening: closed))
        }
        let untried = first.ports.filter { $0.answer == nil }.map(\.port)
        let found = "open from \(links.count == 1 ? "1 host" : "\(links.count) hosts")"
        return .passed(
            untried.isEmpty
                ? found
                : "\(found); \(Self.listed(untried)) \(untried.count == 1 ? "is" : "are") in use by the cluster, and count\(untried.count == 1 ? "s" : "") as open",
            needed: needed)
    }

    /// Ports that could not be tried, and not because the cluster has them.
    private func openings(_ ports: [LinkFacts.Port], _ needed: String) -> Finding? {
        var reasons: [(reason: String, ports: [PeerPort])] = []
        var taken: [String] = []
        for port in ports {
            switch port.opening {
            case .open: continue
            case .inUse where isInSwarm: continue
            case .inUse: taken.append("\(port.port) is taken" + (holder(of: port.port).map { " by \($0)" } ?? ""))
            case .unavailable(let reason):
                if let index = reasons.firstIndex(where: { $0.reason == reason }) {
                    reasons[index].ports.append(port.port)
                } else {
                    reasons.append((reason, [port.port]))
                }
            }
        }
        if !reasons.isEmpty {
            return .failed(
                reasons.map { "nobody can listen on \(Self.listed($0.ports)) at its address: \($0.reason)" }
                    .joined(separator: "; "), needed: needed,
                remedy:
                    "compare `ip -4 address` on `\(host.name)` with its address in the inventory, which must be its own"
            )
        }
        guard !taken.isEmpty else { return nil }
        return .failed(
            taken.joined(separator: "; "), needed: needed,
            remedy: isOfALeftSwarm(ports)
                ? "the engine has left a swarm and kept them: `systemctl restart docker` on `\(host.name)`, which restarts its containers, too"
                : "end what listens there: `ss -lntup` on `\(host.name)` shows it")
    }

    /// Docker may go on listening for the hosts of a swarm that it is no longer in (measured: 20.10, where it was restarted while it joined).
    private func isOfALeftSwarm(_ ports: [LinkFacts.Port]) -> Bool {
        let holders = ports.filter { $0.opening == .inUse }.compactMap { listener(on: $0.port)?.process }
        return !holders.isEmpty && holders.allSatisfy { $0 == "dockerd" }
    }

    private func holder(of port: PeerPort) -> String? {
        let listener = listener(on: port)
        return listener?.process.map { name in
            "`\(name)`" + (listener?.processID.map { " (process \($0))" } ?? "")
        }
    }

    private func listener(on port: PeerPort) -> MachineFacts.Listener? {
        host.machine.listeners.first { $0.port == Int(port.number) && $0.transport == port.transport }
    }

    private func silent(_ link: LinkFacts) -> [(port: PeerPort, reason: String)] {
        link.ports.compactMap { port in
            guard case .silent(let reason)? = port.answer else { return nil }
            return (port.port, reason)
        }
    }

    /// "`second` → `first`: 7946/udp is silent"
    private func line(_ link: LinkFacts) -> String {
        var reasons: [(reason: String, ports: [PeerPort])] = []
        for (port, reason) in silent(link) {
            if let index = reasons.firstIndex(where: { $0.reason == reason }) {
                reasons[index].ports.append(port)
            } else {
                reasons.append((reason, [port]))
            }
        }
        let parts = reasons.map { reason, ports in
            // Silence needs no reason.
            "\(Self.listed(ports)) \(ports.count == 1 ? "is" : "are") silent"
                + (reason == "no answer in time" ? "" : " (\(reason))")
        }
        return "\(way(link)): " + parts.joined(separator: ", ")
    }

    private func remedy(opening ports: [PeerPort]) -> String {
        let plain = ports.map { "ufw allow \($0)" }.joined(separator: " && ")
        let rules = ports.map {
            "nft insert rule inet filter input \($0.transport.rawValue) dport \($0.number) accept"
        }.joined(separator: " && ")
        return
            "open \(ports.count == 1 ? "it" : "them") on `\(host.name)` and on what lies between: `\(plain)`, or `\(rules)`"
    }

    // MARK: Packets

    /// What VXLAN puts in front of a container's packet: IPv4 20, UDP 8, VXLAN 8, Ethernet 14 (RFC 7348, 5). Docker gives its networks 1450 bytes.
    private static let header = 50
    private static let wanted = 1500
    /// The smallest that is tried.
    private static let least = 1280

    /// `nil` where no way was looked at.
    ///
    /// The kernel lets VXLAN's packets be split. Where their pieces arrive, too large a packet costs time; where they do not, connections open and then hang: that is a failure.
    func pathMTU() -> Finding? {
        guard let first = links.first else { return nil }
        let needed =
            "packets of \(Self.wanted) bytes between the hosts: a container's \(Self.wanted - Self.header) in VXLAN"
        let measured = links.compactMap { link in link.pathMTU.map { (link: link, mtu: $0) } }
        guard !measured.isEmpty else {
            let isTaken = isInSwarm && first.ports.contains { $0.opening == .inUse }
            return .skipped(
                isTaken ? "the cluster has the ports that it is tried by" : "no datagram came through", needed: needed)
        }
        let narrow = measured.filter { $0.mtu.whole < Self.wanted }
        guard !narrow.isEmpty else { return .passed("\(Self.wanted) bytes", needed: needed) }
        let lines = narrow.map { link, mtu in
            let size =
                mtu.whole < Self.least ? "of \(Self.least) bytes and more" : "of more than \(mtu.whole) bytes"
            return "\(way(link)): packets \(size) are \(mtu.fragmentsArrive ? "split" : "lost")"
        }
        let smallest = narrow.map(\.mtu.whole).min() ?? Self.least
        var remedy = "`ip link set dev DEVICE mtu \(Self.wanted)` on both hosts and on what lies between"
        if smallest >= Self.least {
            remedy +=
                "; or smaller packets in every network of the Compose file: `driver_opts: { com.docker.network.driver.mtu: \"\(smallest - Self.header)\" }`"
        }
        let found = Self.listed(lines)
        return narrow.allSatisfy(\.mtu.fragmentsArrive)
            ? .warning(found, needed: needed, remedy: remedy) : .failed(found, needed: needed, remedy: remedy)
    }
}

import Vocabulary

/// Whether hosts of a target are machines of their own. Pure.
struct MachineChecks {
    /// In the order of the inventory.
    let hosts: [HostFacts]

    /// Of the host at a place, against those before it: of two that are one, the later one is named, with the earlier.
    ///
    /// The same machine, or the same member of a swarm, cannot take part twice. An engine's ID and the machine's own name mean nothing to Swarm, which gives its nodes IDs of their own:
    /// people and other programs take them for unique.
    func finding(at place: Int) -> Finding {
        let needed = "a machine of its own"
        let host = hosts[place]
        let earlier = hosts[..<place]
        if let other = earlier.first(where: { isSame($0, host) }) {
            return .failed(
                "the same machine as `\(other.name)`", needed: needed,
                remedy: "correct the address of one of them, or its way, in the inventory; or name it once")
        }
        if let node = engine(host)?.swarmNodeID,
            let other = earlier.first(where: { engine($0)?.swarmNodeID == node })
        {
            return .failed(
                "the same member of a swarm as `\(other.name)`: a copy of its disk", needed: needed,
                remedy:
                    "on the copy, run `docker swarm leave --force`, and give its engine an ID of its own: \(Self.newID)"
            )
        }
        if let id = engine(host)?.engineID, let other = earlier.first(where: { engine($0)?.engineID == id }) {
            return .warning(
                "its engine has the ID of that on `\(other.name)`: a copy of its disk", needed: needed,
                remedy: "on the copy, run \(Self.newID)")
        }
        if let name = host.machine.hostName,
            let other = earlier.first(where: { $0.machine.hostName?.isSame(as: name) == true })
        {
            return .warning(
                "it calls itself `\(name)`, as `\(other.name)` does: `docker node ls` shows the two alike, and `node.hostname` means both to other stacks",
                needed: needed,
                remedy: "run `hostnamectl set-hostname NAME` on one of them, then `systemctl restart docker`")
        }
        return .passed(host.machine.hostName.map { "calls itself `\($0)`" } ?? "a machine of its own", needed: needed)
    }

    /// The engine makes a new one where there is none; it was kept in the second file before Docker 24.
    private static let newID =
        "`systemctl stop docker && rm -f /var/lib/docker/engine-id /etc/docker/key.json && systemctl start docker`"

    /// Containers of one machine have its boot in common: they are one host only where their engine is, too, or, without one, their name.
    private func isSame(_ left: HostFacts, _ right: HostFacts) -> Bool {
        guard let boot = left.machine.bootID, boot == right.machine.bootID else { return false }
        if let one = engine(left)?.engineID, let other = engine(right)?.engineID { return one == other }
        guard let name = left.machine.hostName, let other = right.machine.hostName else { return false }
        return name.isSame(as: other)
    }

    private func engine(_ host: HostFacts) -> EngineFacts? {
        if case .reached(let engine) = host.engine { engine } else { nil }
    }
}

extension HostName {
    /// Without regard to case (RFC 4343).
    fileprivate func isSame(as other: HostName) -> Bool { rawValue.lowercased() == other.rawValue.lowercased() }
}

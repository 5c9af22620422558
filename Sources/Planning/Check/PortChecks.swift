import Vocabulary

/// Ports that a host must have free, against sockets and containers that hold them.
struct PortChecks {
    let checks: PlacementChecks

    /// A port that a container asks for, or with the routing mesh a service.
    struct Wish {
        var asker: String
        var transport: String
        /// As the Compose file has it; empty: all of IPv4 and IPv6.
        var address: String
        /// One, or a range of which any will do.
        var ports: ClosedRange<Int>

        var description: String {
            let shown = address.isEmpty ? "" : address.contains(":") ? "[\(address)]:" : address + ":"
            let number = ports.count == 1 ? "\(ports.lowerBound)" : "\(ports.lowerBound)-\(ports.upperBound)"
            return "\(shown)\(number)/\(transport)"
        }
    }

    /// Of the containers that may run here. On a cluster, a host has one task at most of a service whose ports are the hosts' own; a port of the routing mesh is wanted once on every host,
    /// whatever runs where.
    var wishes: [Wish] {
        guard let publishing = checks.publishing else {
            return checks.services.flatMap(\.containers).flatMap { wishes($0) }
        }
        let here = checks.services.flatMap { service in
            let suffice = checks.placement.hosts(of: service.name).count >= service.containers.count
            return service.containers.prefix(suffice ? 1 : service.containers.count).flatMap {
                wishes($0) { publishing == .hostPorts || service.publishMode(of: $0, $1) == .host }
            }
        }
        guard publishing == .routingMesh else { return here }
        let everywhere = checks.state.services.flatMap { service in
            service.containers.prefix(1).flatMap { wishes($0) { service.publishMode(of: $0, $1) == .ingress } }.map {
                Wish(asker: service.name.rawValue, transport: $0.transport, address: "", ports: $0.ports)
            }
        }
        return here + everywhere
    }

    private func wishes(
        _ container: DesiredContainer,
        where isMeant: (_ published: String, _ transport: String) -> Bool = { _, _ in true }
    ) -> [Wish] {
        var result: [Wish] = []
        for (key, bindings) in (container.specification.host.portBindings ?? [:]).sorted(by: { $0.key < $1.key }) {
            let transport = key.split(separator: "/").last.map(String.init) ?? "tcp"
            for binding in bindings {
                let bounds = binding.hostPort.split(separator: "-").compactMap { Int($0) }
                guard let first = bounds.first, let last = bounds.last, first > 0, first <= last,
                    isMeant(binding.hostPort, transport)
                else { continue }
                result.append(
                    Wish(
                        asker: container.name, transport: transport, address: binding.hostAddress,
                        ports: first...last))
            }
        }
        return result
    }

    func finding() -> Finding {
        let wishes = wishes
        guard !wishes.isEmpty else { return .passed("none asked for", needed: "no ports") }
        let needed = "free: " + wishes.map(\.description).joined(separator: ", ")
        var taken: [String] = []
        var remedies: [String] = []
        for (index, wish) in wishes.enumerated() {
            if wish.ports.count == 1,
                let other = wishes[..<index].first(where: { other in
                    other.ports == wish.ports && other.transport == wish.transport
                        && HostAddress.overlap(other.address, wish.address)
                })
            {
                taken.append("\(wish.description) is asked for twice, by `\(other.asker)` and `\(wish.asker)`")
                remedies.append("give one of them another port, or one container only")
                continue
            }
            let holders = wish.ports.map { holder(of: $0, wish) }
            guard let first = holders.first ?? nil, holders.allSatisfy({ $0 != nil }) else { continue }
            taken.append("\(wish.description) for `\(wish.asker)` is held by \(first.name)")
            remedies.append(first.remedy)
        }
        guard !taken.isEmpty else {
            let found =
                isElsewhere
                ? "no container has them; what else listens there is not seen from here" : "all free or ours"
            return .passed(found, needed: needed)
        }
        var seen: Set<String> = []
        var remedy = remedies.filter { seen.insert($0).inserted }.joined(separator: ", ")
        let variables =
            context.manifest?.application.questions.filter { $0.type == .port }.map(\.variable.rawValue) ?? []
        if !variables.isEmpty {
            remedy += ", or choose another port: " + variables.map { "`--set \($0)=PORT`" }.joined(separator: ", ")
        }
        return .failed(taken.joined(separator: "; "), needed: needed, remedy: remedy)
    }

    private var context: CheckContext { checks.context }

    /// An engine that does not see our files runs on another network, too: who listens here does not concern it.
    private var isElsewhere: Bool {
        checks.engine?.isElsewhere ?? false
    }

    private struct Holder {
        var name: String
        var remedy: String
    }

    /// Who holds a port; `nil` where it is free or held by a container or a service of this installation.
    private func holder(of port: Int, _ wish: Wish) -> Holder? {
        var isOurs = false
        for container in checks.engine?.containers ?? [] {
            let holds = container.ports.contains { held in
                held.hostPort == port && held.transport == wish.transport
                    && HostAddress.overlap(held.hostAddress ?? "", wish.address)
            }
            guard holds else { continue }
            if context.owns(container.labels) {
                isOurs = true
                continue
            }
            if let other = container.labels[ObjectLabel.installation] {
                return Holder(
                    name: "container `\(container.name)` of installation `\(other)`",
                    remedy: "`valise stop \(other)`, or another port with `--set`")
            }
            return Holder(name: "container `\(container.name)`", remedy: "`docker stop \(container.name)`")
        }
        for service in checks.mesh
        where service.ports.contains(where: { $0.hostPort == port && $0.transport == wish.transport }) {
            if context.owns(service.labels) {
                isOurs = true
            } else if let other = service.labels[ObjectLabel.installation] {
                return Holder(
                    name: "service `\(service.name)` of installation `\(other)`, on every host",
                    remedy: "`valise stop \(other)`, or another port with `--set`")
            } else {
                return Holder(
                    name: "service `\(service.name)`, on every host", remedy: "`docker service rm \(service.name)`")
            }
        }
        // The engine itself holds the port of our container, and of our service, too.
        guard !isOurs, !isElsewhere else { return nil }
        for listener in checks.machine.listeners
        where listener.port == port && listener.transport.rawValue == wish.transport
            && HostAddress.overlap(listener.address, wish.address)
        {
            guard let process = listener.process else {
                return Holder(
                    name: "a process that cannot be seen from here", remedy: "find it with `ss -lntup sport = :\(port)`"
                )
            }
            let number = listener.processID.map { " (process \($0))" } ?? ""
            return Holder(name: "`\(process)`\(number)", remedy: "stop `\(process)`")
        }
        return nil
    }
}

import Testing
import Vocabulary

@testable import Planning

/// What was found between hosts, and what is said of it.
@Suite struct LinkCheckTests {
    private static let ports: [PeerPort] = [.management] + PeerPort.gossip + [.overlay]

    private static func link(
        _ from: String, _ to: String, mtu: PathMTU? = PathMTU(whole: 1500, fragmentsArrive: true),
        _ change: (inout [LinkFacts.Port]) -> Void = { _ in }
    ) -> LinkFacts {
        var tried = ports.map { LinkFacts.Port(port: $0, opening: .open, answer: .answered) }
        change(&tried)
        return LinkFacts(from: .named(from), to: .named(to), ports: tried, pathMTU: mtu)
    }

    private static func silent(
        _ ports: Set<PeerPort>, _ reason: String = "no answer in time"
    ) -> (inout [LinkFacts.Port]) -> Void {
        { tried in
            for index in tried.indices where ports.contains(tried[index].port) { tried[index].answer = .silent(reason) }
        }
    }

    private static let hosts = [Sample.host("h1"), Sample.host("h2"), Sample.host("h3")]

    /// Of the first host: to it the links lead.
    private func result(_ id: CheckID, _ links: [LinkFacts], hosts: [HostFacts] = hosts) throws -> CheckResult {
        let found = check(hosts, links: links, for: CheckContext()).report.results
        return try #require(found.first { $0.id == id && $0.host == .named("h1") })
    }

    @Test func whereNothingWasTriedNothingIsSaid() {
        let found = check(Self.hosts, for: CheckContext()).report.results
        #expect(found.filter { $0.id == .clusterPorts || $0.id == .pathMTU }.isEmpty)
    }

    @Test func everythingIsOpen() throws {
        let links = [Self.link("h2", "h1"), Self.link("h3", "h1"), Self.link("h1", "h2")]
        let ports = try result(.clusterPorts, links)
        #expect(ports.outcome == .passed)
        #expect(ports.found == "open from 2 hosts")
        #expect(ports.needed == "2377/tcp, 7946/tcp, 7946/udp and 4789/udp open from the other hosts")
        let size = try result(.pathMTU, links)
        #expect(size.outcome == .passed)
        #expect(size.found == "1500 bytes")
        #expect(size.needed == "packets of 1500 bytes between the hosts: a container's 1450 in VXLAN")
    }

    @Test func aPortThatIsSilentInOneDirection() throws {
        let closed = PeerPort(7946, .udp)
        let links = [Self.link("h2", "h1", Self.silent([closed])), Self.link("h3", "h1"), Self.link("h1", "h2")]
        let found = try result(.clusterPorts, links)
        #expect(found.outcome == .failed)
        #expect(found.found == "`h2` → `h1`: 7946/udp is silent")
        #expect(
            found.remedy
                == "open it on `h1` and on what lies between: `ufw allow 7946/udp`, or `nft insert rule inet filter input udp dport 7946 accept`"
        )
        let all = check(Self.hosts, links: links, for: CheckContext()).report.results
        #expect(all.first { $0.id == .clusterPorts && $0.host == .named("h2") }?.outcome == .passed)
    }

    @Test func severalPortsAndReasons() throws {
        let links = [
            Self.link("h2", "h1", mtu: nil) { tried in
                Self.silent([PeerPort(7946, .udp), .overlay])(&tried)
                Self.silent([.management], "connection refused")(&tried)
            }, Self.link("h3", "h1", Self.silent([.overlay])),
        ]
        let found = try result(.clusterPorts, links)
        #expect(
            found.found
                == "`h2` → `h1`: 2377/tcp is silent (connection refused), 7946/udp and 4789/udp are silent; `h3` → `h1`: 4789/udp is silent"
        )
        #expect(
            found.remedy?.hasPrefix(
                "open them on `h1` and on what lies between: `ufw allow 2377/tcp && ufw allow 7946/udp && ufw allow 4789/udp`, or `nft insert"
            ) == true)
    }

    @Test func manyWaysAreCounted() throws {
        let links = (2...10).map { Self.link("h\($0)", "h1", Self.silent([.overlay])) }
        let found = try result(.clusterPorts, links)
        #expect(found.found.hasSuffix("`h7` → `h1`: 4789/udp is silent; and 3 more"))
    }

    @Test func portsThatSomebodyHas() throws {
        let taken: (inout [LinkFacts.Port]) -> Void = { tried in
            tried[0].opening = .inUse
            tried[2].opening = .inUse
            tried[2].answer = nil
        }
        let host = Sample.host(
            "h1",
            machine: Sample.machine {
                $0.listeners = [
                    .init(transport: .tcp, address: "0.0.0.0", port: 2377, process: "nginx", processID: 12)
                ]
            })
        let links = [Self.link("h2", "h1", taken)]
        let found = try result(.clusterPorts, links, hosts: [host] + Self.hosts.dropFirst())
        #expect(found.outcome == .failed)
        #expect(found.found == "2377/tcp is taken by `nginx` (process 12); 7946/udp is taken")
        #expect(found.remedy == "end what listens there: `ss -lntup` on `h1` shows it")
    }

    /// It is in no swarm, and its engine listens for one.
    @Test func portsThatAnEngineKept() throws {
        let taken: (inout [LinkFacts.Port]) -> Void = { tried in
            for index in [1, 2] { tried[index].opening = .inUse }
            tried[2].answer = nil
        }
        let host = Sample.host(
            "h1",
            machine: Sample.machine {
                $0.listeners = [MachineFacts.Listener.Transport.tcp, .udp].map {
                    .init(transport: $0, address: "::", port: 7946, process: "dockerd", processID: 99)
                }
            })
        let found = try result(.clusterPorts, [Self.link("h2", "h1", taken)], hosts: [host] + Self.hosts.dropFirst())
        #expect(found.outcome == .failed)
        #expect(
            found.remedy
                == "the engine has left a swarm and kept them: `systemctl restart docker` on `h1`, which restarts its containers, too"
        )
    }

    @Test func portsThatTheClusterHas() throws {
        let taken: (inout [LinkFacts.Port]) -> Void = { tried in
            for index in tried.indices { tried[index].opening = .inUse }
            for index in [2, 3] { tried[index].answer = nil }
        }
        let member = Sample.host("h1", engine: Sample.engine { $0.swarmState = "active" })
        let hosts = [member] + Self.hosts.dropFirst()
        let found = try result(.clusterPorts, [Self.link("h2", "h1", mtu: nil, taken)], hosts: hosts)
        #expect(found.outcome == .passed)
        #expect(
            found.found == "open from 1 host; 7946/udp and 4789/udp are in use by the cluster, and count as open")
        // What takes connections is tried all the same.
        let closed = try result(
            .clusterPorts,
            [
                Self.link("h2", "h1", mtu: nil) { tried in
                    taken(&tried)
                    Self.silent([.management])(&tried)
                }
            ], hosts: hosts)
        #expect(closed.found == "`h2` → `h1`: 2377/tcp is silent")
        let size = try result(.pathMTU, [Self.link("h2", "h1", mtu: nil, taken)], hosts: hosts)
        #expect(size.outcome == .skipped)
        #expect(size.found == "the cluster has the ports that it is tried by")
    }

    @Test func anAddressThatIsNotItsOwn() throws {
        let links = [
            Self.link("h2", "h1", mtu: nil) { tried in
                for index in tried.indices {
                    tried[index].opening = .unavailable("cannot assign requested address")
                    tried[index].answer = nil
                }
            }
        ]
        let found = try result(.clusterPorts, links)
        #expect(found.outcome == .failed)
        #expect(
            found.found
                == "nobody can listen on 2377/tcp, 7946/tcp, 7946/udp and 4789/udp at its address: cannot assign requested address"
        )
        #expect(
            found.remedy == "compare `ip -4 address` on `h1` with its address in the inventory, which must be its own")
    }

    @Test func packetsThatAreLostOrSplit() throws {
        let lost = try result(
            .pathMTU,
            [
                Self.link("h2", "h1", mtu: PathMTU(whole: 1400, fragmentsArrive: false)),
                Self.link("h3", "h1", mtu: PathMTU(whole: 1420, fragmentsArrive: true)),
            ])
        #expect(lost.outcome == .failed)
        #expect(
            lost.found
                == "`h2` → `h1`: packets of more than 1400 bytes are lost; `h3` → `h1`: packets of more than 1420 bytes are split"
        )
        #expect(
            lost.remedy
                == "`ip link set dev DEVICE mtu 1500` on both hosts and on what lies between; or smaller packets in every network of the Compose file: `driver_opts: { com.docker.network.driver.mtu: \"1350\" }`"
        )
        let split = try result(
            .pathMTU, [Self.link("h2", "h1", mtu: PathMTU(whole: 1420, fragmentsArrive: true)), Self.link("h3", "h1")])
        #expect(split.outcome == .warning)
        #expect(split.found == "`h2` → `h1`: packets of more than 1420 bytes are split")
        let least = try result(.pathMTU, [Self.link("h2", "h1", mtu: PathMTU(whole: 60, fragmentsArrive: false))])
        #expect(least.found == "`h2` → `h1`: packets of 1280 bytes and more are lost")
        #expect(least.remedy == "`ip link set dev DEVICE mtu 1500` on both hosts and on what lies between")
        let none = try result(.pathMTU, [Self.link("h2", "h1", mtu: nil, Self.silent([.overlay]))])
        #expect(none.outcome == .skipped)
        #expect(none.found == "no datagram came through")
    }

    // MARK: Which ways are tried

    private static func plan(_ count: Int) -> LinkPlan {
        LinkPlan(
            hosts: (0..<count).map { place in
                LinkPlan.Host(
                    name: .named("h\(place)"), address: .named("10.0.\(place / 200).\(place % 200 + 1)"),
                    role: place < 3 ? .manager : .worker)
            })
    }

    @Test func everyoneTriesEveryone() {
        let plan = Self.plan(LinkPlan.everyone)
        for place in plan.hosts.indices {
            #expect(plan.targets(of: place) == plan.hosts.indices.filter { $0 != place })
        }
        #expect(plan.ports(of: plan.hosts[0]) == Self.ports)
        #expect(plan.ports(of: plan.hosts[3]) == Array(Self.ports.dropFirst()))
    }

    @Test func manyHostsTryManagersAndNeighbours() {
        let plan = Self.plan(1_000)
        #expect(plan.targets(of: 1).count == 999)
        #expect(plan.targets(of: 500) == [0, 1, 2, 499, 501])
        #expect(plan.targets(of: 999) == [0, 1, 2, 998])
        let ways = plan.hosts.indices.reduce(0) { $0 + plan.targets(of: $1).count }
        #expect(ways < 9_000, "not the square of their number")
    }
}

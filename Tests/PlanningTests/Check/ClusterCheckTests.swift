import Testing
import Vocabulary

@testable import Planning

/// Several hosts against each other.
@Suite struct ClusterCheckTests {
    private func results(
        _ id: CheckID, _ hosts: [HostFacts], target: String? = nil, publishing: ClusterPublishing? = nil,
        _ foreignSwarm: ForeignSwarm = .refused
    ) -> [CheckResult] {
        var context = CheckContext(publishing: publishing)
        context.foreignSwarm = foreignSwarm
        context.target = target
        return check(hosts, for: context).report.results.filter { $0.id == id }
    }

    private static let carrying = ["ip_vs": true, "ip_vs_rr": true, "xt_ipvs": true]

    private static func host(
        _ name: String, clock: Int64 = 0, routes: [String] = [], ipvs: [String: Bool] = carrying,
        _ change: (inout EngineFacts) -> Void = { _ in }
    ) -> HostFacts {
        Sample.host(
            name,
            machine: Sample.machine {
                $0.clock += clock
                $0.routes += routes.map { .init(subnet: $0, device: "eth1") }
                $0.kernelFeatures.merge(ipvs) { $1 }
            }, engine: Sample.engine(change))
    }

    @Test func aLoneHostHasNobodyToBeComparedWith() {
        let found = check([Self.host("h1")], for: CheckContext()).report.results
        #expect(found.filter { $0.id.rawValue.hasPrefix("cluster.") }.isEmpty)
    }

    @Test func clocks() {
        let near = results(.clocks, [Self.host("h1"), Self.host("h2", clock: 2), Self.host("h3")])
        #expect(near.map(\.outcome) == [.passed, .passed, .passed])
        let off = results(.clocks, [Self.host("h1"), Self.host("h2", clock: 40), Self.host("h3")])
        #expect(off.map(\.outcome) == [.passed, .warning, .passed])
        let far = results(.clocks, [Self.host("h1"), Self.host("h2"), Self.host("h3", clock: -86_400)])
        #expect(far.map(\.outcome) == [.passed, .passed, .failed])
        #expect(far[2].found == "86400 s behind: 2023-11-14 22:13:20 UTC")
        #expect(far[2].remedy == "set it with `date -u -s @1700086400`, or let a time server of the site do it")
    }

    /// Which of two is wrong only a third can tell: the machine that is worked from, whose clock is read a while later.
    @Test func ofTwoClocksTheOneThatIsFarFromOurs() {
        let two = [Self.host("h1"), Self.host("h2", clock: 86_400)]
        func judged(_ clock: Int64?) -> [CheckResult.Outcome] {
            var context = CheckContext()
            context.clock = clock
            return check(two, for: context).report.results.filter { $0.id == .clocks }.map(\.outcome)
        }
        let right = two[0].machine.clock
        #expect(judged(right + 40) == [.passed, .failed])
        #expect(judged(right + 86_400 + 40) == [.failed, .passed])
        #expect(judged(nil) == [.failed, .passed])
    }

    @Test func takingPart() {
        let found = results(
            .swarm,
            [
                Self.host("h1"), Self.host("h2") { $0.liveRestore = true }, Self.host("h3") { $0.product = "podman" },
                Self.host("h4") { $0.swarmState = "active" }, Self.host("h5") { $0.swarmState = "locked" },
            ])
        #expect(found.map(\.outcome) == [.passed, .failed, .failed, .failed, .failed])
        #expect(
            found.map(\.found) == [
                "in no swarm", "live-restore is on, and excludes Swarm mode",
                "podman 20.10.24+dfsg1, which has no Swarm mode",
                "in a swarm that is not this target's, and none of its managers is among the hosts",
                "its swarm is locked",
            ])
        #expect(
            found[1].remedy
                == "take `live-restore` out of /etc/docker/daemon.json, then run `systemctl restart docker`")
    }

    @Test func ourSwarmAndSomebodyElses() {
        let manager: (String?) -> HostFacts = { target in
            Self.host("h1") {
                $0.swarmState = "active"
                $0.isSwarmManager = true
                $0.swarmTarget = target
            }
        }
        let worker = Self.host("h2") { $0.swarmState = "active" }
        #expect(results(.swarm, [manager("T"), worker], target: "T").map(\.outcome) == [.passed, .passed])
        #expect(results(.swarm, [manager("U"), worker], target: "T").map(\.outcome) == [.failed, .failed])
        #expect(results(.swarm, [manager(nil), worker], target: nil).map(\.outcome) == [.failed, .failed])
    }

    /// A manager of a swarm that no target has, with its nodes, and others that are in some swarm.
    private static let strangers: [HostFacts] = [
        host("h1") {
            $0.swarmState = "active"
            $0.isSwarmManager = true
            $0.swarmID = "S"
            $0.swarmNodeID = "n1"
            $0.swarmNodes = ["n1": "active", "n2": "active", "n3": "drain", "n9": "active"]
        },
        host("h2") {
            $0.swarmState = "active"
            $0.swarmNodeID = "n2"
        }, host("h3"),
        host("h4") {
            $0.swarmState = "active"
            $0.swarmNodeID = "n3"
        },
        host("h5") {
            $0.swarmState = "active"
            $0.swarmNodeID = "m1"
        },
        host("h6") {
            $0.swarmState = "active"
            $0.isSwarmManager = true
            $0.swarmNodeID = "u1"
            $0.swarmTarget = "U"
        },
    ]

    @Test func aSwarmThatIsThereIsUsedOnlyIfToldSo() {
        let refused = results(.swarm, Self.strangers, target: "T")
        #expect(refused.map(\.outcome) == [.failed, .failed, .passed, .failed, .failed, .failed])
        for result in refused where ["h1", "h2"].contains(result.host?.rawValue) {
            #expect(result.found == "in a swarm that is not this target's")
            #expect(
                result.remedy
                    == "`--join-swarm` uses it beside what is in it, which is not touched; where nobody needs it, run `docker swarm leave --force` on that host"
            )
        }
        let shared = results(.swarm, Self.strangers, target: "T", .shared)
        #expect(shared.map(\.outcome) == [.passed, .passed, .passed, .failed, .failed, .failed])
        #expect(
            shared.map(\.found) == [
                "in the swarm that is used beside others", "in the swarm that is used beside others", "in no swarm",
                "its node in the swarm takes no tasks: it is set to `drain`", "in another swarm than `h1`",
                "in the swarm of another target",
            ])
        // Its addresses were chosen when it was formed.
        let taken = Self.strangers + [Self.host("h7", routes: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"])]
        #expect(results(.clusterPools, taken, .shared).map(\.outcome) == [.passed])
        #expect(results(.clusterPools, taken).map(\.outcome) == [.failed])
        // One of ours and one of others: ours is left for nothing.
        let ours = Self.host("h8") {
            $0.swarmState = "active"
            $0.isSwarmManager = true
            $0.swarmTarget = "T"
        }
        let mixed = results(.swarm, [ours, Self.strangers[0]], target: "T", .shared)
        #expect(mixed.map(\.outcome) == [.passed, .failed])
        #expect(mixed[1].remedy?.contains("--join-swarm") == false)
    }

    /// Managers that cannot agree say not whose swarm it is: nobody is told to leave it.
    @Test func aSwarmWithoutALeader() {
        let manager = Self.host("h1") {
            $0.swarmState = "active"
            $0.isSwarmManager = true
            $0.isWithoutLeader = true
        }
        let worker = Self.host("h2") { $0.swarmState = "active" }
        let found = results(.swarm, [manager, worker, Self.host("h3")], target: "T")
        #expect(found.map(\.outcome) == [.failed, .failed, .passed])
        for result in found.prefix(2) {
            #expect(result.found.hasPrefix("the managers of its swarm cannot agree"))
            #expect(result.remedy?.contains("leave") == false)
        }
    }

    @Test func virtualAddresses() {
        let part = Self.carrying.merging(["xt_ipvs": false]) { $1 }
        let hosts = [
            Self.host("h1"), Self.host("h2", ipvs: Self.carrying.mapValues { _ in false }),
            Self.host("h3", ipvs: [:]), Self.host("h4", ipvs: part), Self.host("h5", ipvs: ["ip_vs": true]),
        ]
        let found = results(.ipvs, hosts)
        #expect(found.map(\.outcome) == [.passed, .warning, .skipped, .warning, .skipped])
        #expect(found[1].found.contains("without ip_vs, ip_vs_rr, xt_ipvs"))
        #expect(found[3].found.contains("without xt_ipvs:"))
        #expect(found[3].remedy == "nothing to do, or a kernel that has it on every host: `modprobe -a xt_ipvs`")
        // A host that comes later has to have what the others were given.
        let later = results(.ipvs, hosts, publishing: .routingMesh)
        #expect(later.map(\.outcome) == [.passed, .failed, .skipped, .failed, .skipped])
        #expect(later[3].found == "6.1.0 without xt_ipvs, and the cluster was formed with virtual addresses")
        #expect(results(.ipvs, hosts, publishing: .hostPorts).map(\.outcome) == found.map(\.outcome))
        // Only where every kernel is known to carry it: without a part of it, it fails without a word.
        #expect(ClusterPublishing(on: [hosts[0].machine, hosts[0].machine]) == .routingMesh)
        for other in hosts.dropFirst() {
            #expect(ClusterPublishing(on: [hosts[0].machine, other.machine]) == .hostPorts)
        }
    }

    @Test func addresses() {
        #expect(results(.clusterPools, [Self.host("h1"), Self.host("h2")]).map(\.found) == ["10.213.0.0/16"])
        let taken = [
            Self.host("h1", routes: ["10.0.0.0/8", "172.16.0.0/12"]), Self.host("h2", routes: ["192.168.0.0/16"]),
        ]
        let found = results(.clusterPools, taken)
        #expect(found.map(\.outcome) == [.failed])
        #expect(found[0].remedy == "free one of them: see `ip route` on every host")
    }
}

import Testing
import Vocabulary

@testable import Planning

/// Hosts that are one, copies of each other, of several releases or platforms, or short of power.
@Suite struct MachineCheckTests {
    private static func host(
        _ name: String, boot: String? = nil, calls: String? = nil, engine id: String? = nil, node: String? = nil,
        version: String = "20.10.24+dfsg1", _ change: (inout EngineFacts) -> Void = { _ in }
    ) -> HostFacts {
        Sample.host(
            name,
            machine: Sample.machine {
                $0.bootID = boot ?? "boot-\(name)"
                $0.hostName = .named(calls ?? name)
            },
            engine: Sample.engine {
                $0.engineID = id ?? "engine-\(name)"
                $0.swarmNodeID = node
                $0.version = version
                change(&$0)
            })
    }

    private func results(_ id: CheckID, _ hosts: [HostFacts], _ context: CheckContext = CheckContext()) -> [CheckResult]
    {
        check(hosts, for: context).report.results.filter { $0.id == id }
    }

    @Test func machinesOfTheirOwn() {
        let found = results(.clusterMachines, [Self.host("h1"), Self.host("h2")])
        #expect(found.map(\.outcome) == [.passed, .passed])
        #expect(found.map(\.found) == ["calls itself `h1`", "calls itself `h2`"])
    }

    @Test func twoNamesOfOneMachine() {
        let found = results(
            .clusterMachines,
            [
                Self.host("h1", calls: "pi", engine: "E"), Self.host("h2"),
                Self.host("h3", boot: "boot-h1", calls: "pi", engine: "E"),
            ])
        #expect(found.map(\.outcome) == [.passed, .passed, .failed])
        #expect(found[2].found == "the same machine as `h1`")
        #expect(
            found[2].remedy == "correct the address of one of them, or its way, in the inventory; or name it once")
        // Without an engine the name says it.
        var silent = Self.host("h3", boot: "boot-h1", calls: "PI")
        silent.engine = .failed(address: "unix:///run/docker.sock", reason: "nobody listens there")
        #expect(
            results(.clusterMachines, [Self.host("h1", calls: "pi"), silent])[1].found == "the same machine as `h1`")
    }

    /// Containers of one machine with engines of their own are hosts of their own.
    @Test func severalHostsOfOneBoot() {
        let found = results(.clusterMachines, [Self.host("h1", boot: "b"), Self.host("h2", boot: "b")])
        #expect(found.map(\.outcome) == [.passed, .passed])
    }

    @Test func copiesOfADisk() {
        let copy = results(.clusterMachines, [Self.host("h1", engine: "E"), Self.host("h2", engine: "E")])
        #expect(copy.map(\.outcome) == [.passed, .warning])
        #expect(copy[1].found == "its engine has the ID of that on `h1`: a copy of its disk")
        #expect(
            copy[1].remedy
                == "on the copy, run `systemctl stop docker && rm -f /var/lib/docker/engine-id /etc/docker/key.json && systemctl start docker`"
        )
        let member = results(
            .clusterMachines, [Self.host("h1", engine: "E", node: "N"), Self.host("h2", engine: "E", node: "N")])
        #expect(member.map(\.outcome) == [.passed, .failed])
        #expect(member[1].found == "the same member of a swarm as `h1`: a copy of its disk")
        #expect(member[1].remedy?.hasPrefix("on the copy, run `docker swarm leave --force`, and give") == true)
    }

    @Test func machinesThatCallThemselvesAlike() {
        let found = results(
            .clusterMachines, [Self.host("h1", calls: "raspberrypi"), Self.host("h2", calls: "RaspberryPi")])
        #expect(found.map(\.outcome) == [.passed, .warning])
        #expect(
            found[1].found
                == "it calls itself `RaspberryPi`, as `h1` does: `docker node ls` shows the two alike, and `node.hostname` means both to other stacks"
        )
        #expect(
            found[1].remedy == "run `hostnamectl set-hostname NAME` on one of them, then `systemctl restart docker`")
    }

    // MARK: Engines

    @Test func enginesBesideEachOther() {
        let alike = results(.clusterEngines, [Self.host("h1"), Self.host("h2")])
        #expect(alike.map(\.outcome) == [.passed])
        #expect(alike[0].host == nil)
        #expect(alike[0].found == "20.10.24+dfsg1")
        let near = results(.clusterEngines, [Self.host("h1", version: "26.1.5"), Self.host("h2", version: "26.0.2")])
        #expect(near[0].outcome == .passed)
        #expect(near[0].found == "26.0.2 to 26.1.5")
        let mixed = results(
            .clusterEngines,
            [Self.host("h1", version: "26.1.5") { $0.apiVersion = "1.45" }, Self.host("h2", version: "20.10.24")])
        #expect(mixed[0].outcome == .warning)
        #expect(mixed[0].found == "20.10.24 to 26.1.5: `h2` 20.10.24 (API 1.41), `h1` 26.1.5 (API 1.45)")
        #expect(
            mixed[0].remedy
                == "upgrade the older ones, one host after the other; on Debian: `apt-get install docker.io`")
        var silent = Self.host("h1")
        silent.engine = .failed(address: "unix:///run/docker.sock", reason: "nobody listens there")
        #expect(results(.clusterEngines, [silent, silent])[0].outcome == .skipped)
    }

    // MARK: Platform

    /// A host of another platform may be there for other services: placing says what cannot be on it.
    @Test func anImageForSomeOfTheHosts() {
        let arm: (inout EngineFacts) -> Void = { $0.platform = Platform(os: "linux", architecture: "arm64") }
        let context = CheckContext(manifest: Sample.manifest())
        let some = results(.platform, [Self.host("h1"), Self.host("h2", arm)], context)
        #expect(some.map(\.outcome) == [.passed, .warning])
        let none = results(.platform, [Self.host("h1", arm), Self.host("h2", arm)], context)
        #expect(none.map(\.outcome) == [.failed, .failed])
        #expect(results(.platform, [Self.host("h1", arm)], context).map(\.outcome) == [.failed])
    }

    // MARK: Power

    private func power(_ power: PowerFacts?) -> CheckResult? {
        results(.power, [Sample.host(machine: Sample.machine { $0.power = power })]).first
    }

    @Test func powerOfABoard() {
        #expect(power(nil) == nil, "most machines have nothing that watches it")
        #expect(power(PowerFacts(now: [], sinceStart: []))?.outcome == .passed)
        let weak = power(PowerFacts(now: [.underVoltage], sinceStart: [.underVoltage, .throttled]))
        #expect(weak?.outcome == .warning)
        #expect(weak?.found == "too little voltage; earlier since the start: throttled")
        #expect(
            weak?.remedy
                == "use the board's own power supply and a short cable, and draw less over USB; `vcgencmd get_throttled` shows it"
        )
        let hot = power(PowerFacts(now: [.frequencyCapped, .hot], sinceStart: [.frequencyCapped, .hot]))
        #expect(hot?.found == "slowed down, too hot")
        #expect(hot?.remedy == "cool it; `vcgencmd get_throttled` and `vcgencmd measure_temp` show it")
    }
}

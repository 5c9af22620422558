import Testing
import Vocabulary

@testable import Planning

@Suite struct PlacementCheckTests {
    static let image = Sample.image("app/web:1", services: ["web"], layers: [100 << 20, 50 << 20])
    static let ours = [ObjectLabel.installation: "app", ObjectLabel.target: "t1"]

    static func state(_ change: (inout DesiredState) -> Void = { _ in }) -> DesiredState {
        var specification = ContainerSpecification(image: "app/web:1")
        specification.host.portBindings = ["80/tcp": [.init(hostAddress: "", hostPort: "8080")]]
        var state = DesiredState(
            installation: .named("app"), application: .named("app"), version: .named("1.0.0"), images: [image],
            networks: [.init(specification: NetworkSpecification(name: "app_default"), isExternal: false)],
            volumes: [.init(specification: VolumeSpecification(name: "app_data"), isExternal: false)],
            services: [
                DesiredService(
                    name: .named("web"), image: image.reference, dependencies: [], constraints: [],
                    containers: [DesiredContainer(name: "app-web-1", number: 1, specification: specification)],
                    healthy: .init(seconds: 300, source: "default"), runsToCompletion: false)
            ], configurations: [], dataFolders: [], hostPaths: [], open: nil)
        change(&state)
        return state
    }

    static func check(
        _ state: DesiredState = state(), machine: MachineFacts = Sample.machine(),
        engine: EngineFacts = Sample.engine(),
        questions: [Question] = [], ownedTags: Set<ImageReference> = []
    ) throws -> CheckedPlacement {
        let context = CheckContext(
            manifest: Sample.manifest(images: [image], questions: questions), installation: .named("app"),
            target: "t1", ownedTags: ownedTags)
        // The first look is at a good host: what it found is judged again.
        let target = try Planning.check([Sample.host()], for: context).cleared()
        let host = Sample.host(machine: machine, engine: engine)
        let placement = try place(state, on: [TargetHost(host)])
        return Planning.check(placement, of: state, on: target, facts: [host])
    }

    static func result(_ id: CheckID, _ checked: CheckedPlacement) throws -> CheckResult {
        try #require(checked.report.results.first { $0.id == id })
    }

    static func container(
        _ name: String, port: Int? = nil, address: String = "0.0.0.0", labels: [String: String] = [:]
    ) -> EngineFacts.Container {
        .init(
            id: name, name: name, imageID: "x", state: "running", labels: labels,
            ports: port.map { [.init(transport: "tcp", hostAddress: address, hostPort: $0, containerPort: 80)] } ?? [])
    }

    @Test func aFreeHostPassesEverything() throws {
        let checked = try Self.check()
        #expect(checked.report.results.filter { $0.outcome != .passed }.isEmpty)
        // It stands alone: no other application is asked for. Nothing watches its power supply.
        let alone = CheckID.allCases.filter {
            $0 != .applications && $0 != .power && !$0.rawValue.hasPrefix("cluster.")
        }
        #expect(checked.report.results.map(\.id) == alone)
        let cleared = try checked.cleared()
        #expect(cleared.foreignTags[.named("h1")] == [])
    }

    @Test func bothLooksAreSeenAtOnce() throws {
        let machine = Sample.machine {
            $0.clock = 0
            $0.listeners = [.init(transport: .tcp, address: "0.0.0.0", port: 8080, process: "nginx", processID: 1)]
        }
        let host = Sample.host(machine: machine)
        let state = Self.state()
        let looked = Planning.check([host], for: CheckContext(manifest: Sample.manifest(images: [Self.image])))
        let checked = Planning.check(try place(state, on: [TargetHost(host)]), of: state, on: looked)
        #expect(problems { _ = try checked.cleared() }.count == 2)
    }

    // MARK: Ports

    @Test func aProcessHoldsThePort() throws {
        let machine = Sample.machine {
            $0.listeners = [.init(transport: .tcp, address: "::", port: 8080, process: "nginx", processID: 123)]
        }
        let question = Question(variable: .named("HTTP_PORT"), label: "Port", type: .port)
        let checked = try Self.check(machine: machine, questions: [question])
        let result = try Self.result(.ports, checked)
        #expect(result.outcome == .failed)
        #expect(result.found == "8080/tcp for `app-web-1` is held by `nginx` (process 123)")
        #expect(result.remedy == "stop `nginx`, or choose another port: `--set HTTP_PORT=PORT`")
        #expect(
            problems { _ = try checked.cleared() }.map(\.message) == [
                "prerequisite `ports` (ports free) is missing on host `h1`"
            ])
    }

    @Test func aContainerHoldsThePort() throws {
        let engine = Sample.engine { $0.containers = [Self.container("other", port: 8080, address: "127.0.0.1")] }
        let machine = Sample.machine {
            $0.listeners = [
                .init(transport: .tcp, address: "127.0.0.1", port: 8080, process: "docker-proxy", processID: 9)
            ]
        }
        let result = try Self.result(.ports, Self.check(machine: machine, engine: engine))
        #expect(result.found == "8080/tcp for `app-web-1` is held by container `other`")
        #expect(result.remedy == "`docker stop other`")
    }

    /// On an engine in a virtual machine or on another machine, what listens on ours is in nobody's way; its containers are.
    @Test func whoListensHereDoesNotConcernAnEngineElsewhere() throws {
        let machine = Sample.machine {
            $0.listeners = [.init(transport: .tcp, address: "::", port: 8080, process: "nginx", processID: 123)]
        }
        var elsewhere = Sample.engine { $0.seesFiles = .notSeen(reason: "elsewhere") }
        let free = try Self.result(.ports, Self.check(machine: machine, engine: elsewhere))
        #expect(free.outcome == .passed)
        #expect(free.found == "no container has them; what else listens there is not seen from here")
        elsewhere.containers = [Self.container("other", port: 8080, address: "127.0.0.1")]
        #expect(try Self.result(.ports, Self.check(machine: machine, engine: elsewhere)).outcome == .failed)
    }

    @Test func ourOwnContainerMayHoldIt() throws {
        let engine = Sample.engine { $0.containers = [Self.container("app-web-1", port: 8080, labels: Self.ours)] }
        let machine = Sample.machine {
            $0.listeners = [
                .init(transport: .tcp, address: "0.0.0.0", port: 8080, process: "docker-proxy", processID: 9)
            ]
        }
        #expect(try Self.result(.ports, Self.check(machine: machine, engine: engine)).outcome == .passed)
    }

    @Test func othersOnOtherAddressesAndTransports() throws {
        let state = Self.state {
            $0.services[0].containers[0].specification.host.portBindings = [
                "80/tcp": [.init(hostAddress: "127.0.0.1", hostPort: "80")],
                "53/udp": [.init(hostAddress: "", hostPort: "53")], "90/tcp": [.init(hostAddress: "", hostPort: "")],
            ]
        }
        let machine = Sample.machine {
            $0.listeners = [
                .init(transport: .tcp, address: "192.168.7.2", port: 80, process: "a", processID: 1),
                .init(transport: .tcp, address: "0.0.0.0", port: 53, process: "b", processID: 2),
            ]
        }
        #expect(try Self.result(.ports, Self.check(state, machine: machine)).outcome == .passed)
    }

    @Test func aRangeNeedsOneFreePort() throws {
        let state = Self.state {
            $0.services[0].containers[0].specification.host.portBindings = [
                "80/tcp": [.init(hostAddress: "", hostPort: "8000-8001")]
            ]
        }
        func outcome(_ ports: [Int]) throws -> CheckResult {
            let machine = Sample.machine {
                $0.listeners = ports.map {
                    .init(transport: .tcp, address: "0.0.0.0", port: $0, process: nil, processID: nil)
                }
            }
            return try Self.result(.ports, Self.check(state, machine: machine))
        }
        #expect(try outcome([8000]).outcome == .passed)
        #expect(
            try outcome([8000, 8001]).found
                == "8000-8001/tcp for `app-web-1` is held by a process that cannot be seen from here")
    }

    @Test func twoOfOursOnOnePort() throws {
        let state = Self.state {
            var second = $0.services[0].containers[0]
            second.name = "app-web-2"
            second.number = 2
            $0.services[0].containers.append(second)
        }
        let result = try Self.result(.ports, Self.check(state))
        #expect(result.found == "8080/tcp is asked for twice, by `app-web-1` and `app-web-2`")
    }

    // MARK: Names and tags

    @Test func namesOfOthers() throws {
        let engine = Sample.engine {
            $0.containers = [Self.container("app-web-1")]
            $0.networks = [.init(id: "n", name: "app_default", driver: "bridge", labels: [:], subnets: [])]
            $0.volumes = [
                .init(
                    name: "app_data", driver: "local",
                    labels: [ObjectLabel.installation: "app", ObjectLabel.target: "t2"])
            ]
        }
        let checked = try Self.check(engine: engine)
        #expect(try Self.result(.namesContainers, checked).found == "not ours: app-web-1")
        #expect(
            try Self.result(.namesContainers, checked).remedy
                == "install under another name with `--as NAME`, or remove them with `docker rm -f app-web-1`")
        #expect(try Self.result(.namesNetworks, checked).found == "not ours: app_default")
        #expect(try Self.result(.namesVolumes, checked).found == "not ours: app_data")
        #expect(problems { _ = try checked.cleared() }.count == 3)
    }

    @Test func whatIsOursIsNoClash() throws {
        let engine = Sample.engine {
            $0.containers = [Self.container("app-web-1", labels: Self.ours)]
            $0.networks = [
                .init(id: "n", name: "app_default", driver: "bridge", labels: Self.ours, subnets: ["172.17.0.0/16"])
            ]
            $0.volumes = [.init(name: "app_data", driver: "local", labels: Self.ours)]
        }
        #expect(try Self.check(engine: engine).report.isClear)
    }

    @Test func externalOnesMustBeThere() throws {
        let state = Self.state {
            $0.networks[0].isExternal = true
            $0.volumes[0].isExternal = true
        }
        let checked = try Self.check(state)
        #expect(try Self.result(.namesNetworks, checked).found == "external and missing: app_default")
        #expect(try Self.result(.namesNetworks, checked).remedy == "`docker network create app_default`")
        #expect(try Self.result(.namesVolumes, checked).remedy == "`docker volume create app_data`")
    }

    @Test func aTagOfAnotherImageIsAWarning() throws {
        let other = EngineFacts.Image(
            id: "sha256:0", config: Sample.digest("other"), tags: ["app/web:1"], digests: [])
        let checked = try Self.check(engine: Sample.engine { $0.images = [other] })
        let result = try Self.result(.namesTags, checked)
        #expect(result.outcome == .warning)
        #expect(result.found == "another image: app/web:1")
        #expect(try checked.cleared().foreignTags[.named("h1")] == [Self.image.reference])
        let owned = try Self.check(engine: Sample.engine { $0.images = [other] }, ownedTags: [Self.image.reference])
        #expect(try Self.result(.namesTags, owned).outcome == .passed)
        let same = EngineFacts.Image(
            id: Self.image.plainIndex.digest.description, config: nil, tags: ["docker.io/app/web:1"], digests: [])
        #expect(
            try Self.result(.namesTags, Self.check(engine: Sample.engine { $0.images = [same] })).outcome == .passed)
    }

    // MARK: Disk, memory limits, platform

    @Test func diskAgainstWhatIsMissing() throws {
        // 150 MiB of layers and, while they are spooled, the same again.
        let short = try Self.check(engine: Sample.engine { $0.rootFree?.size = ByteCount(299 << 20) })
        #expect(try Self.result(.diskEngine, short).outcome == .failed)
        #expect(try Self.result(.diskEngine, short).needed == "300.0 MiB free in /var/lib/docker")
        let enough = try Self.check(engine: Sample.engine { $0.rootFree?.size = ByteCount(300 << 20) })
        #expect(try Self.result(.diskEngine, enough).outcome == .passed)
    }

    /// As on most machines. What is kept there besides counts, too.
    @Test func oneDiskForTheEngineAndTheState() throws {
        func onOneDisk(_ free: Int64) -> EngineFacts {
            Sample.engine { $0.rootFree = FreeSpace(ByteCount(free << 20), on: 1) }
        }
        let short = try Self.result(.diskEngine, Self.check(engine: onOneDisk(363)))
        #expect(short.outcome == .failed)
        #expect(short.needed == "364.0 MiB free in /var/lib/docker")
        #expect(short.found.hasSuffix("; /var/lib/valise is on the same disk and needs 64.0 MiB"))
        #expect(try Self.result(.diskEngine, Self.check(engine: onOneDisk(364))).outcome == .passed)
    }

    /// Many small files take more of a disk than of a tar; containerd's store keeps the compressed blobs, too.
    @Test func diskAsItWasMeasured() throws {
        var image = Self.image
        for index in image.platforms[0].layers.indices {
            image.platforms[0].layers[index].unpackedSize = image.platforms[0].layers[index].plainSize * 2
        }
        let missing = MissingContent(of: [image], in: Sample.engine())
        #expect(missing.space(in: Sample.engine()) == ByteCount((300 + 150) << 20))
        #expect(missing.space(in: Sample.engine { $0.containerdStore = true }) == ByteCount((300 + 75) << 20))
    }

    @Test func memoryLimitsThatServicesSet() throws {
        let state = Self.state { $0.services[0].containers[0].specification.host.memory = 1 << 30 }
        let checked = try Self.check(state, machine: Sample.machine { $0.cgroup.memoryController = false })
        #expect(try Self.result(.cgroupMemory, checked).outcome == .failed)
    }

    @Test func aPlatformThatAServiceAsksFor() throws {
        let state = Self.state { $0.services[0].platform = Platform(os: "linux", architecture: "arm64") }
        let result = try Self.result(.platform, Self.check(state))
        #expect(result.found == "app/web:1 of service `web`, asked for as linux/arm64 is there for linux/amd64")
    }

    // MARK: Address pools

    @Test(arguments: [
        (["10.99.0.0/16"], "room for 1 network", CheckResult.Outcome.passed),
        (
            ["192.168.7.0/24"],
            "room for 0 of 1 networks: the engine's address pools are used up, or overlap the host's routes", .failed
        ),
        (["10.99.0.0/16 size 24"], "room for 1 network", .passed),
        (
            ["172.20.0.0/16 size 16"],
            "room for 0 of 1 networks: the engine's address pools are used up, or overlap the host's routes", .failed
        ),
        ([], "room for 1 network", .passed),
    ])
    func pools(pools: [String], found: String, outcome: CheckResult.Outcome) throws {
        let engine = Sample.engine {
            $0.addressPools = pools
            $0.networks = [.init(id: "n", name: "other", driver: "bridge", labels: [:], subnets: ["172.20.0.0/16"])]
        }
        let result = try Self.result(.addressPools, Self.check(engine: engine))
        #expect(result.found == found)
        #expect(result.outcome == outcome)
    }

    @Test(arguments: [
        ("192.168.0.0/16", "192.168.0.0/16 of network app_default overlaps the route 192.168.7.0/24 on eth0"),
        ("172.20.1.0/24", "172.20.1.0/24 of network app_default overlaps network other"),
        ("nonsense", "`nonsense` of network app_default is no subnet"),
    ])
    func subnets(subnet: String, found: String) throws {
        let engine = Sample.engine {
            $0.networks = [.init(id: "n", name: "other", driver: "bridge", labels: [:], subnets: ["172.20.0.0/16"])]
        }
        let state = Self.state {
            var pool = NetworkSpecification.Pool()
            pool.subnet = subnet
            var addresses = NetworkSpecification.AddressManagement()
            addresses.pools = [pool]
            $0.networks[0].specification.ipam = addresses
        }
        #expect(try Self.result(.addressPools, Self.check(state, engine: engine)).found == found)
    }

    // MARK: Binds

    @Test func filesOfTheHost() throws {
        let web: ServiceName = .named("web")
        let state = Self.state {
            $0.hostPaths = [
                DesiredHostPath(path: .at("/run/docker.sock"), services: [web], expected: .socket),
                DesiredHostPath(path: .at("/srv/missing"), services: [web]),
                DesiredHostPath(path: .at("/srv/there"), services: [web]),
            ]
        }
        let machine = Sample.machine {
            $0.paths = [.at("/run/docker.sock"): .folder, .at("/srv/missing"): .missing, .at("/srv/there"): .file]
        }
        let result = try Self.result(.binds, Self.check(state, machine: machine))
        #expect(result.outcome == .failed)
        #expect(
            result.found
                == "/run/docker.sock is a folder and not a socket, asked for by `web`; /srv/missing is missing, asked for by `web`"
        )
        #expect(
            result.remedy
                == "put a socket at /run/docker.sock; `mkdir -p /srv/missing` if it is to be an empty folder")
        let unseen = try Self.result(.binds, Self.check(state))
        #expect(unseen.outcome == .skipped)
    }

    @Test func whatAnEngineElsewhereCannotDoIsRefused() throws {
        let engine = Sample.engine { $0.seesFiles = .notSeen(reason: "elsewhere") }
        let entry = ConfigurationTree.Entry(path: .at("site.conf"), mode: 0o644, content: .rendered([]))
        let tree = ConfigurationTree(entries: [entry])
        let state = Self.state {
            $0.configurations = [tree]
            $0.services[0].containers[0].specification.host.readonlyRootfs = true
            $0.services[0].containers[0].specification.host.binds = [
                "\(BindSource.configuration)\(tree.digest.hex)/site.conf:/etc/site.conf:ro"
            ]
            $0.dataFolders = ["data", "data/inner"].map {
                DesiredDataFolder(path: .at($0), owner: 0, group: 0, mode: 0o755)
            }
            $0.hostPaths = [DesiredHostPath(path: .at("/srv/there"), services: [.named("web")])]
        }
        let checked = try Self.check(state, engine: engine)
        let files = try Self.result(.engineFiles, checked)
        #expect(files.outcome == .failed)
        #expect(
            files.found
                == "`app-web-1` has a read-only root, and a single file of its configuration would have to be written into it; the data folder `data/inner` lies in `data`, and a volume does not lie in another"
        )
        #expect(
            files.remedy == "use an engine on this machine, or a folder that it shares with `--state-dir DIR`")
        // One that has our files with other owners: what is on this host is there for it, too.
        let others = try Self.check(state, engine: Sample.engine { $0.seesFiles = .seenByOthers(reason: "others") })
        #expect(
            try Self.result(.engineFiles, others).remedy
                == "use an engine that root runs, and run valise as root, with `sudo`")
        #expect(try Self.result(.binds, others).found == "not looked at: /srv/there")
        let binds = try Self.result(.binds, checked)
        #expect(binds.outcome == .warning)
        #expect(binds.found == "not looked at: the engine runs on other files than this host's")
        #expect(try Self.result(.engineFiles, Self.check(engine: engine)).outcome != .failed)
    }
}

import Foundation
import TestKit
import Testing
import Vocabulary

@testable import HostAccess

/// Facts of this machine, and of machines that a folder stands in for.
@Suite struct FactsTests {
    let folder: TemporaryFolder
    var system: SystemFiles { SystemFiles(root: folder.path) }

    init() throws { folder = try TemporaryFolder() }

    @Test func thisMachine() throws {
        let missing = folder.path.appending("none")
        let facts = LocalHost().machineFacts(
            stateDirectory: folder.path.appending("not/yet"),
            paths: [folder.path, missing, .root.appending("dev/null")])
        #expect(facts.platform.os == "linux")
        #expect(["amd64", "arm64", "arm"].contains(facts.platform.architecture))
        #expect(facts.cpus >= 1)
        #expect(try #require(facts.memoryTotal) > ByteCount(64 << 20))
        #expect(try #require(facts.memoryAvailable) > .zero)
        #expect(facts.clock > 1_700_000_000)
        #expect(facts.paths == [folder.path: .folder, missing: .missing, .root.appending("dev/null"): .device])
        #expect(facts.stateDirectory.failure == nil)
        #expect(try #require(facts.stateDirectory.fsyncMilliseconds) > 0)
        #expect(try #require(facts.stateDirectory.free).size > .zero)
        #expect(try folder.names().isEmpty, "looking leaves nothing behind")
        #expect(LocalHost().bootID()?.utf8.count == 36)
        #expect(LocalHost().hostName() != nil)
        #expect(facts.bootID == LocalHost().bootID())
        #expect(facts.hostName == LocalHost().hostName())
    }

    @Test func listenersAndWhoHoldsThem() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        #expect(listen(descriptor, 1) == 0)
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        #expect(result == 0)
        let port = Int(UInt16(bigEndian: address.sin_port))
        let listeners = MachineDescription(system: SystemFiles()).listeners
        let mine = try #require(listeners.first { $0.port == port && $0.transport == .tcp })
        #expect(mine.address == "0.0.0.0")
        #expect(mine.processID == Int(getpid()))
        #expect(mine.process?.isEmpty == false)
    }

    @Test func controlGroups() throws {
        #expect(MachineDescription(system: system).cgroup == .init(version: 1, memoryController: false))
        try folder.write("memory\t0\t1\t1\n", at: "proc/cgroups")
        #expect(MachineDescription(system: system).cgroup == .init(version: 1, memoryController: true))
        try folder.write("cpuset cpu io pids\n", at: "sys/fs/cgroup/cgroup.controllers")
        #expect(MachineDescription(system: system).cgroup == .init(version: 2, memoryController: false))
        try folder.write("cpuset cpu io memory pids\n", at: "sys/fs/cgroup/cgroup.controllers")
        #expect(MachineDescription(system: system).cgroup == .init(version: 2, memoryController: true))
    }

    @Test func aMachineThatSaysNothing() {
        let machine = MachineDescription(system: system)
        #expect(machine.operatingSystem == "Linux")
        #expect(machine.memory.total == nil)
        #expect(machine.routes.isEmpty)
        #expect(machine.listeners.isEmpty)
        #expect(!machine.selinuxEnforcing)
        #expect(machine.bootID == nil)
        #expect(machine.kernelFeatures.isEmpty, "unknown is not absent")
    }

    @Test func powerOfABoard() throws {
        let file = "sys/devices/platform/soc/soc:firmware/get_throttled"
        #expect(MachineDescription(system: system).power == nil)
        try folder.write("0\n", at: file)
        #expect(MachineDescription(system: system).power == PowerFacts(now: [], sinceStart: []))
        try folder.write("50005\n", at: file)
        #expect(
            MachineDescription(system: system).power
                == PowerFacts(now: [.underVoltage, .throttled], sinceStart: [.underVoltage, .throttled]))
        try folder.write("0xe0008\n", at: file)
        #expect(
            MachineDescription(system: system).power
                == PowerFacts(now: [.hot], sinceStart: [.frequencyCapped, .throttled, .hot]))
        try folder.write("what\n", at: file)
        #expect(MachineDescription(system: system).power == nil)
    }

    /// Newer kernels tell it as a sensor.
    @Test func powerOfABoardAsASensor() throws {
        try folder.write("coretemp\n", at: "sys/class/hwmon/hwmon0/name")
        try folder.write("1\n", at: "sys/class/hwmon/hwmon0/in0_lcrit_alarm")
        #expect(MachineDescription(system: system).power == nil)
        try folder.write("rpi_volt\n", at: "sys/class/hwmon/hwmon1/name")
        try folder.write("0\n", at: "sys/class/hwmon/hwmon1/in0_lcrit_alarm")
        #expect(MachineDescription(system: system).power == PowerFacts(now: [], sinceStart: []))
        try folder.write("1\n", at: "sys/class/hwmon/hwmon1/in0_lcrit_alarm")
        #expect(
            MachineDescription(system: system).power
                == PowerFacts(now: [.underVoltage], sinceStart: [.underVoltage]))
    }

    @Test func selinux() throws {
        try folder.write("0", at: "sys/fs/selinux/enforce")
        #expect(!MachineDescription(system: system).selinuxEnforcing)
        try folder.write("1", at: "sys/fs/selinux/enforce")
        #expect(MachineDescription(system: system).selinuxEnforcing)
    }

    @Test func kernelWithModules() throws {
        try folder.write("nodev\toverlay\n", at: "proc/filesystems")
        try folder.write("veth 1 0 - Live 0x0\n", at: "proc/modules")
        try folder.write("kernel/net/bridge/bridge.ko\n", at: "lib/modules/6.1/modules.builtin")
        try folder.write("kernel/net/netfilter/nf_nat.ko.xz:\n", at: "lib/modules/6.1/modules.dep")
        let features = KernelFeatures(system: system, release: "6.1").all
        #expect(features.filter(\.value).keys.sorted() == ["bridge", "nf_nat", "overlay", "veth"])
        #expect(features["ip_vs"] == false)
        #expect(features.count == KernelFeatures.known.count)
    }

    @Test func kernelWithoutAModuleFolder() throws {
        try folder.write(
            "0000000000000000 t veth_newlink\n0000000000000000 T br_add_if\t[bridge]\n0000000000000000 T ip_vs_conn_newer\n",
            at: "proc/kallsyms")
        let features = KernelFeatures(system: system, release: "6.1").all
        #expect(features["veth"] == true)
        #expect(features["bridge"] == true)
        #expect(features["ip_vs"] == false)
    }

    /// What the routing mesh needs, as a Debian kernel has it before any of it is loaded: the engine's own calls load it.
    @Test func loadableIsThere() throws {
        let needed = ["ip_vs", "ip_vs_rr", "xt_ipvs"]
        try folder.write("kernel/net/core/x.ko\n", at: "lib/modules/6.1/modules.builtin")
        try folder.write(
            """
            kernel/net/netfilter/xt_ipvs.ko: kernel/net/netfilter/ipvs/ip_vs.ko kernel/net/netfilter/x_tables.ko
            kernel/net/netfilter/ipvs/ip_vs.ko: kernel/net/netfilter/nf_conntrack.ko
            kernel/net/netfilter/ipvs/ip_vs_rr.ko.zst: kernel/net/netfilter/ipvs/ip_vs.ko
            """, at: "lib/modules/6.1/modules.dep")
        let features = KernelFeatures(system: system, release: "6.1").all
        #expect(needed.map { features[$0] } == [true, true, true])
        // Of another release's folder nothing can be loaded.
        try folder.write("0000000000000000 T ip_vs_conn_new\t[ip_vs]\n", at: "proc/kallsyms")
        let others = KernelFeatures(system: system, release: "6.2").all
        #expect(needed.map { others[$0] } == [true, false, false])
    }

    @Test func thisKernelRunsContainers() {
        let features = KernelFeatures(system: SystemFiles(), release: MachineDescription(system: SystemFiles()).kernel)
            .all
        #expect(!features.isEmpty)
    }

    @Test func aFolderThatCannotBeWritten() throws {
        #expect(WriteProbe(folder: .root.appending("proc")).run().failure != nil)
        let file = try folder.write("x", at: "file")
        #expect(WriteProbe(folder: file).run().failure == "\(file) is not a folder")
        #expect(WriteProbe(folder: file.appending("below")).run().failure != nil)
    }

    @Test func kindsOfPaths() throws {
        let host = LocalHost()
        let file = try folder.write("x", at: "file")
        try folder.link("to-file", to: "file")
        try folder.link("to-nothing", to: "nothing")
        #expect(host.kind(of: file) == .file)
        #expect(host.kind(of: folder.path.appending("to-file")) == .file)
        #expect(host.kind(of: folder.path.appending("to-nothing")) == .missing)
        #expect(host.kind(of: file.appending("below")) == .missing)
        #expect(mkfifo(folder.path.appending("pipe").rawValue, 0o600) == 0)
        #expect(host.kind(of: folder.path.appending("pipe")) == .other)
        #expect(try #require(host.freeSpace(at: folder.path.appending("a/b/c"))).size > .zero)
    }
}

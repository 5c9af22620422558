import Testing
import Vocabulary

@testable import HostAccess

/// The kernel's texts, as machines print them.
@Suite struct ParsingTests {
    @Test func osRelease() {
        let values = ProcText.osRelease(
            """
            # comment
            PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
            ID=debian
            NAME='x'
            broken
            """)
        #expect(values == ["PRETTY_NAME": "Debian GNU/Linux 12 (bookworm)", "ID": "debian", "NAME": "x"])
    }

    @Test func memory() {
        let values = ProcText.kilobytes(
            "MemTotal:       16314260 kB\nMemAvailable:    5 kB\nHugePages_Total:       0\n")
        #expect(values == ["MemTotal": 16_314_260, "MemAvailable": 5])
    }

    @Test func memoryControllerOfVersionOne() {
        let head = "#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpuset\t3\t1\t1\n"
        #expect(ProcText.hasMemoryController(head + "memory\t4\t20\t1\n"))
        // A Raspberry Pi without cgroup_enable=memory.
        #expect(!ProcText.hasMemoryController(head + "memory\t0\t20\t0\n"))
        #expect(!ProcText.hasMemoryController(head))
    }

    @Test func modules() {
        #expect(ProcText.modules("veth 45056 0 - Live 0x0\noverlay 1 2 - Live 0x0\n") == ["veth", "overlay"])
        #expect(
            ProcText.moduleFiles("kernel/net/bridge/bridge.ko\nkernel/net/netfilter/x-y.ko.xz: kernel/a.ko\n")
                == ["bridge", "x_y"])
        #expect(ProcText.fileSystems("nodev\tsysfs\n\text4\nnodev\toverlay\n") == ["sysfs", "ext4", "overlay"])
    }

    @Test func mounts() {
        let text = """
            22 1 253:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
            99 22 253:0 /srv /mnt/a\\040b rw - ext4 /dev/vda rw
            short line
            """
        #expect(ProcText.mountPoints(text) == ["/", "/mnt/a b"])
    }

    @Test func listeners() throws {
        let tcp = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0
               1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4712 1 0 100 0 0 10 0
               2: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 4713 1 0 100 0 0 10 0
            garbage
            """
        #expect(
            ProcNetwork.sockets(tcp, .tcp) == [
                .init(transport: .tcp, address: "127.0.0.1", port: 8080, inode: 4711),
                .init(transport: .tcp, address: "0.0.0.0", port: 22, inode: 4712),
            ])
        let tcp6 = """
              sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
               0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1
               1: 00000000000000000000000001000000:0051 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 2
               2: 0000000000000000FFFF00000100007F:0052 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 3
            """
        #expect(ProcNetwork.sockets(tcp6, .tcp).map(\.address) == ["::", "::1", "::ffff:127.0.0.1"])
        let udp = """
               sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
              100: 00000000:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 9 2 0 0
            """
        #expect(ProcNetwork.sockets(udp, .udp) == [.init(transport: .udp, address: "0.0.0.0", port: 68, inode: 9)])
    }

    @Test func routes() {
        let text = """
            Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
            eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
            eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
            tun0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0
            *\t000010AC\t00000000\t0201\t0\t0\t0\t0000F0FF\t0\t0\t0
            """
        #expect(
            ProcNetwork.routes(text) == [
                .init(subnet: "192.0.2.0/24", device: "eth0"), .init(subnet: "10.0.0.0/8", device: "tun0"),
            ])
        let zero = String(repeating: "0", count: 32)
        let six = """
            fd000000000000000000000000000000 40 \(zero) 00 \(zero) 00000100 00000001 00000000 00000001     eth0
            fe800000000000000000000000000000 40 \(zero) 00 \(zero) 00000100 00000002 00000000 00000001     eth0
            \(zero) 00 \(zero) 00 fd000000000000000000000000000001 00000400 00000002 00000000 00000003     eth0
            \(zero) 00 \(zero) 00 \(zero) ffffffff 00000001 00000000 00200200       lo
            fd000000000000000000000000000005 80 \(zero) 00 \(zero) 00000000 00000004 00000000 80200001     eth0
            ff000000000000000000000000000000 08 \(zero) 00 \(zero) 00000100 00000003 00000000 00000001     eth0
            """
        #expect(ProcNetwork.routes6(six) == [.init(subnet: "fd00::/64", device: "eth0")])
    }
}

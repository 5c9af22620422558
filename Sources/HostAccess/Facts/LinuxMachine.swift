#if os(Linux)
    import Foundation
    import Vocabulary

    /// What Linux says of the machine, in `/proc`, `/sys` and `/etc` (proc(5), sysfs(5), os-release(5)).
    struct MachineDescription {
        let system: SystemFiles

        var platform: Platform {
            let machine = kernelNames.machine
            switch machine {
            case "armv7l": return Platform(os: "linux", architecture: "arm", variant: "v7")
            case "armv6l": return Platform(os: "linux", architecture: "arm", variant: "v6")
            case "i686", "i586", "i386": return Platform(os: "linux", architecture: "386")
            default: return Platform("linux/\(machine)") ?? Platform(os: "linux", architecture: machine)
            }
        }

        var kernel: String { kernelNames.release }

        private var kernelNames: (machine: String, release: String) {
            var names = utsname()
            guard uname(&names) == 0 else { return ("unknown", "unknown") }
            return (text(&names.machine), text(&names.release))
        }

        private func text<Buffer>(_ buffer: inout Buffer) -> String {
            withUnsafeBytes(of: &buffer) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        }

        var operatingSystem: String {
            let text = system.text("etc/os-release") ?? system.text("usr/lib/os-release") ?? ""
            return ProcText.osRelease(text)["PRETTY_NAME"] ?? "Linux"
        }

        var cpus: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

        var memory: (total: ByteCount?, available: ByteCount?) {
            let amounts = ProcText.kilobytes(system.text("proc/meminfo") ?? "")
            return (
                amounts["MemTotal"].map { ByteCount($0 * 1024) }, amounts["MemAvailable"].map { ByteCount($0 * 1024) }
            )
        }

        var bootID: String? { system.text("proc/sys/kernel/random/boot_id").map { String($0.prefix { $0 != "\n" }) } }

        /// Of a process, in clock ticks since boot: field 22 of its `stat` (proc(5)), counted from the last parenthesis, as a name may hold anything. `nil` where it does not run any more.
        func startTime(of process: Int) -> String? {
            guard let text = system.text("proc/\(process)/stat"), let name = text.lastIndex(of: ")") else { return nil }
            let fields = text[text.index(after: name)...].split(separator: " ")
            guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
            return String(fields[19])
        }

        var selinuxEnforcing: Bool { system.text("sys/fs/selinux/enforce")?.hasPrefix("1") ?? false }

        var power: PowerFacts? { BoardPower(system: system).facts }

        var cgroup: MachineFacts.CgroupFacts {
            // Version 2 alone has this file at the top of the mount (kernel: admin-guide/cgroup-v2.rst).
            if let controllers = system.text("sys/fs/cgroup/cgroup.controllers") {
                return .init(
                    version: 2,
                    memoryController: controllers.split(whereSeparator: \.isWhitespace).contains("memory"))
            }
            return .init(version: 1, memoryController: ProcText.hasMemoryController(system.text("proc/cgroups") ?? ""))
        }

        var routes: [MachineFacts.Route] {
            ProcNetwork.routes(system.text("proc/net/route") ?? "")
                + ProcNetwork.routes6(system.text("proc/net/ipv6_route") ?? "")
        }

        var listeners: [MachineFacts.Listener] {
            let tables: [(String, MachineFacts.Listener.Transport)] = [
                ("tcp", .tcp), ("tcp6", .tcp), ("udp", .udp), ("udp6", .udp),
            ]
            let sockets = tables.flatMap { name, transport in
                ProcNetwork.sockets(system.text("proc/net/\(name)") ?? "", transport)
            }
            let owners = SocketOwners(system: system).find(Set(sockets.map(\.inode)))
            return sockets.map { socket in
                let owner = owners[socket.inode]
                return MachineFacts.Listener(
                    transport: socket.transport, address: socket.address, port: socket.port, process: owner?.name,
                    processID: owner?.process)
            }
        }

        var kernelFeatures: [String: Bool] { KernelFeatures(system: system, release: kernel).all }
    }
#endif

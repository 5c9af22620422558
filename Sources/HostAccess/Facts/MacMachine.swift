#if !os(Linux)
    import Foundation
    import Vocabulary

    /// What a Mac says of itself. Engines there run in a virtual machine, so what concerns kernels and networks is the engine's affair
    /// and is left unknown.
    struct MachineDescription {
        let system: SystemFiles

        var platform: Platform {
            var names = utsname()
            uname(&names)
            let machine = withUnsafeBytes(of: &names.machine) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            return Platform("darwin/\(machine)") ?? Platform(os: "darwin", architecture: machine)
        }

        var kernel: String { string("kern.osrelease") ?? "unknown" }
        var operatingSystem: String { "macOS " + (string("kern.osproductversion") ?? "") }
        var cpus: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
        var memory: (total: ByteCount?, available: ByteCount?) {
            var size: Int64 = 0
            var length = MemoryLayout<Int64>.size
            guard sysctlbyname("hw.memsize", &size, &length, nil, 0) == 0 else { return (nil, nil) }
            return (ByteCount(size), nil)
        }
        var bootID: String? { string("kern.bootsessionuuid") }
        func startTime(of process: Int) -> String? {
            var information = kinfo_proc()
            var size = MemoryLayout<kinfo_proc>.stride
            var name: [Int32] = [CTL_KERN, KERN_PROC, KERN_PROC_PID, Int32(process)]
            guard sysctl(&name, 4, &information, &size, nil, 0) == 0, size > 0 else { return nil }
            let start = information.kp_proc.p_starttime
            return "\(start.tv_sec).\(start.tv_usec)"
        }
        var selinuxEnforcing: Bool { false }
        var power: PowerFacts? { nil }
        var cgroup: MachineFacts.CgroupFacts { .init(version: 2, memoryController: true) }
        var routes: [MachineFacts.Route] { [] }
        var listeners: [MachineFacts.Listener] { [] }
        var kernelFeatures: [String: Bool] { [:] }

        private func string(_ name: String) -> String? {
            var length = 0
            guard sysctlbyname(name, nil, &length, nil, 0) == 0, length > 0 else { return nil }
            var buffer = [UInt8](repeating: 0, count: length)
            guard sysctlbyname(name, &buffer, &length, nil, 0) == 0 else { return nil }
            return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
#endif

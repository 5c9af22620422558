internal import Foundation
import Vocabulary

/// Who this process is, and whether a holder of the lock is still alive.
enum CurrentProcess {
    static func holder(activity: String, at time: Int64) -> LockHolder {
        let process = Int(getpid())
        return LockHolder(
            host: hostName(), machine: machine(), process: process, boot: bootID() ?? "unknown",
            processStart: startTime(of: process) ?? "unknown", activity: activity, since: time)
    }

    /// Of a holder on another machine nothing can be known, so it counts as alive. A machine that got another name is still the same.
    static func isAlive(_ holder: LockHolder) -> Bool {
        guard holder.machine == machine() else { return true }
        if let boot = bootID(), boot != holder.boot { return false }
        guard let start = startTime(of: holder.process) else { return false }
        return start == holder.processStart
    }

    private static func hostName() -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "unknown" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func machine() -> String {
        #if os(Linux)
            let id = contents("/etc/machine-id")?.trimmingCharacters(in: .whitespacesAndNewlines)
            if let id, !id.isEmpty { return id }
        #endif
        return hostName()
    }

    #if os(Linux)
        private static func bootID() -> String? {
            contents("/proc/sys/kernel/random/boot_id").map { String($0.prefix { $0 != "\n" }) }
        }

        /// Field 22 of `/proc/PID/stat`, clock ticks since boot (proc(5)); the name before it may hold anything, so it is counted
        /// from the last parenthesis. `nil` where there is no such process, or it is dead and only not waited for.
        private static func startTime(of process: Int) -> String? {
            guard let text = contents("/proc/\(process)/stat"), let name = text.lastIndex(of: ")") else { return nil }
            let fields = text[text.index(after: name)...].split(separator: " ")
            guard fields.count > 19, fields[0] != "Z", fields[0] != "X" else { return nil }
            return String(fields[19])
        }

        private static func contents(_ path: String) -> String? {
            FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
        }
    #else
        private static func bootID() -> String? {
            var size = 0
            guard sysctlbyname("kern.bootsessionuuid", nil, &size, nil, 0) == 0, size > 0 else { return nil }
            var buffer = [UInt8](repeating: 0, count: size)
            guard sysctlbyname("kern.bootsessionuuid", &buffer, &size, nil, 0) == 0 else { return nil }
            return String(decoding: buffer.prefix { $0 != 0 }, as: UTF8.self)
        }

        private static func startTime(of process: Int) -> String? {
            var information = kinfo_proc()
            var size = MemoryLayout<kinfo_proc>.stride
            var name: [Int32] = [CTL_KERN, KERN_PROC, KERN_PROC_PID, Int32(process)]
            guard sysctl(&name, 4, &information, &size, nil, 0) == 0, size > 0 else { return nil }
            let start = information.kp_proc.p_starttime
            return "\(start.tv_sec).\(start.tv_usec)"
        }
    #endif
}

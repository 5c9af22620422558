import Foundation
public import Vocabulary

extension LocalHost {
    public func machineFacts(stateDirectory: AbsolutePath, paths: [AbsolutePath]) -> MachineFacts {
        let machine = MachineDescription(system: system)
        let memory = machine.memory
        return MachineFacts(
            platform: machine.platform, kernel: machine.kernel, operatingSystem: machine.operatingSystem,
            cpus: machine.cpus, memoryTotal: memory.total, memoryAvailable: memory.available,
            clock: Int64(Date().timeIntervalSince1970), stateDirectory: stateFacts(stateDirectory),
            routes: machine.routes, listeners: machine.listeners, kernelFeatures: machine.kernelFeatures,
            cgroup: machine.cgroup,
            paths: Dictionary(paths.map { ($0, kind(of: $0)) }, uniquingKeysWith: { first, _ in first }),
            selinuxEnforcing: machine.selinuxEnforcing, hostName: hostName(), bootID: machine.bootID,
            power: machine.power)
    }

    public func hostName() -> HostName? {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return nil }
        return HostName(String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    public func bootID() -> String? { MachineDescription(system: system).bootID }

    private func stateFacts(_ path: AbsolutePath) -> MachineFacts.StateDirectoryFacts {
        let probe = WriteProbe(folder: path).run()
        return MachineFacts.StateDirectoryFacts(
            path: path, failure: probe.failure, free: freeSpace(at: path), fsyncMilliseconds: probe.milliseconds)
    }
}

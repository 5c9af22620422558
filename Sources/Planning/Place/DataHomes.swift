public import Vocabulary

/// On which host an installation's data is already. What was pinned with it is placed there again, whatever else has changed; elsewhere it would begin empty.
public struct DataHomes: Hashable, Sendable {
    private var hosts: [String: HostName] = [:]
    private let leaving: Set<ServiceName>

    /// Of something that is installed for the first time.
    public static let none = DataHomes([])

    /// - Parameters:
    ///   - states: of the installation's releases; where two of them disagree, the earlier one in the list is right.
    ///   - leaving: services that begin without their data, on another host where one is allowed (`--leave-data`).
    public init(_ states: [ClusterState], leaving: Set<ServiceName> = []) {
        self.leaving = leaving
        for state in states {
            var holders: [String: [HostName]] = [:]
            for part in state.hosts {
                let names =
                    part.dataFolders.map { BindSource.data + $0.path.rawValue }
                    + part.volumes.filter { !$0.isExternal }.map(\.specification.name)
                for name in names { holders[name, default: []].append(part.host) }
            }
            // What each host has data of its own for is nowhere at home.
            for (name, holders) in holders where holders.count == 1 && hosts[name] == nil { hosts[name] = holders[0] }
        }
    }

    /// - Parameter data: a volume, or a data folder as ``BindSource`` has it. A folder is at home where one that holds it is.
    func home(of data: String) -> HostName? {
        if let host = hosts[data] { return host }
        guard data.hasPrefix(BindSource.data) else { return nil }
        var outer = data[...]
        while let slash = outer.lastIndex(of: "/"), slash > data.startIndex {
            outer = outer[..<slash]
            if let host = hosts[String(outer)] { return host }
        }
        return nil
    }

    func isLeft(by service: ServiceName) -> Bool { leaving.contains(service) }
}

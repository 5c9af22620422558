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
    public init(_ states: [Release], leaving: Set<ServiceName> = []) {
        self.leaving = leaving
        for state in states {
            // What each host has data of its own for is nowhere at home.
            for (name, holders) in state.holders where holders.count == 1 && hosts[name] == nil {
                hosts[name] = holders[0]
            }
        }
    }

    /// What a release was given.
    public struct Release: Hashable, Sendable {
        /// Hosts by volumes and data folders.
        fileprivate var holders: [String: [HostName]] = [:]

        public init(_ state: ClusterState) {
            for part in state.hosts { add(part.dataFolders, part.volumes, on: part.host) }
        }

        /// One that was on a host alone, before there were several.
        public init(_ state: ResolvedState, on host: HostName) { add(state.dataFolders, state.volumes, on: host) }

        private mutating func add(_ folders: [DesiredDataFolder], _ volumes: [DesiredVolume], on host: HostName) {
            let names =
                folders.map { BindSource.data + $0.path.rawValue }
                + volumes.filter { !$0.isExternal }.map(\.specification.name)
            for name in names { holders[name, default: []].append(host) }
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

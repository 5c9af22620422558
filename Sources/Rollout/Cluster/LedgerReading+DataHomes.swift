public import Ledger
public import Planning
public import Vocabulary

extension LedgerReading {
    /// Where data of an installation is by what its releases were given: by the current one, then by the others, the newest first. None where that is unknown.
    ///
    /// - Parameters:
    ///   - here: of several hosts, the one that this is: what was installed on it alone has its data on it.
    ///   - leaving: services that begin without their data.
    public func dataHomes(
        of installation: InstallationName, here: HostName?, leaving: Set<ServiceName> = []
    ) throws -> DataHomes {
        let current = try currentRelease(of: installation)?.number
        let numbers = try releases(of: installation).map(\.number).sorted { left, right in
            (left == current ? 0 : 1, right) < (right == current ? 0 : 1, left)
        }
        return DataHomes(
            try numbers.compactMap { number in
                if let state = try clusterState(of: installation, release: number) { return .init(state) }
                guard let here, let state = try state(of: installation, release: number) else { return nil }
                return .init(state, on: here)
            }, leaving: leaving)
    }
}

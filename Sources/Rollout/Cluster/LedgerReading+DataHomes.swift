public import Ledger
public import Planning
public import Vocabulary

extension LedgerReading {
    /// Where data of an installation is by what its releases were given: by the current one, then by the others, the newest first. None where it is on one host, or unknown.
    public func dataHomes(
        of installation: InstallationName, leaving: Set<ServiceName> = []
    ) throws -> DataHomes {
        let current = try currentRelease(of: installation)?.number
        let numbers = try releases(of: installation).map(\.number).sorted { left, right in
            (left == current ? 0 : 1, right) < (right == current ? 0 : 1, left)
        }
        return DataHomes(
            try numbers.compactMap { try clusterState(of: installation, release: $0) }, leaving: leaving)
    }
}

public import Ledger
public import Planning
import Vocabulary

/// Where something is installed, or is to be.
public enum TargetExtent: Sendable { case oneHost, severalHosts }

extension LedgerReading {
    /// Throws `installation.other-application`, `installation.other-version`, `installation.on-one-host`, `installation.on-several-hosts` (64): an install takes the place of the same
    /// version only, on as many hosts: what the other way of running it has made would go on beside it.
    public func requireInstallable(_ desired: DesiredState, on extent: TargetExtent) throws {
        guard let known = try installation(desired.installation), known.state != .removed,
            let release = try effectiveRelease(of: desired.installation)
        else { return }
        let name = desired.installation
        guard known.application == desired.application else {
            throw Problem(
                "installation.other-application", .usage,
                "cannot install `\(desired.application)` as `\(name)`: that name is taken by `\(known.application)`",
                consequence: "nothing was changed", hint: "choose another name with `--as NAME`")
        }
        guard release.content.version == desired.version else {
            throw Problem(
                "installation.other-version", .usage,
                "cannot install \(desired.application) \(desired.version) as `\(name)`: version \(release.content.version) is installed there",
                consequence: "nothing was changed",
                hint: "choose another name with `--as NAME`, or run `valise uninstall \(name)` first: it keeps the data"
            )
        }
        let isElsewhere =
            switch extent {
            case .oneHost: try isOnCluster(name)
            case .severalHosts: try state(of: name, release: release.number) != nil
            }
        guard isElsewhere else { return }
        throw Problem(
            extent == .severalHosts ? "installation.on-one-host" : "installation.on-several-hosts", .usage,
            extent == .severalHosts
                ? "cannot install `\(name)` on several hosts: it is installed on this one alone"
                : "cannot install `\(name)` on this host alone: it is installed on several",
            consequence: "nothing was changed",
            hint: "run `valise uninstall \(name)` first: it keeps the data, which is found again where it is")
    }
}

import Rollout
import Vocabulary

/// Where a bundle is to be installed.
enum TargetMachines: Sendable {
    /// The machine that this runs on.
    case this
    case several([InventoryHost])

    /// - Parameters:
    ///   - named: those of `--hosts`: they count before all else.
    ///   - known: those of the ledger: they count where the profile is for several hosts, and there are several.
    init(named: [InventoryHost]?, known: [InventoryHost], profile: Profile?) {
        if let named {
            self = named.count == 1 && named[0].access == .local ? .this : .several(named)
        } else if known.count > 1, let profile, profile.maximumHosts > 1 {
            self = .several(known)
        } else {
            self = .this
        }
    }

    var extent: TargetExtent {
        switch self {
        case .this: .oneHost
        case .several: .severalHosts
        }
    }

    /// Of several, the one that this runs on.
    var here: HostName? {
        switch self {
        case .this: nil
        case .several(let hosts): hosts.first { $0.access == .local }?.name
        }
    }
}

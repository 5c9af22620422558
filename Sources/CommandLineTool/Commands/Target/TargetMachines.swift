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

    /// Throws `hosts.not-yet` (64) for several: they can be placed on, and no more than that yet.
    func requireThisOne(to verb: String) throws {
        guard case .several(let hosts) = self else { return }
        let names = hosts.prefix(10).map { "`\($0.name)`" }.joined(separator: ", ")
        throw Problem(
            "hosts.not-yet", .usage, "cannot \(verb) on other hosts than this one: that is not there yet",
            expected: "one host, this machine",
            found: "\(hosts.count): \(names)" + (hosts.count > 10 ? " and \(hosts.count - 10) more" : ""),
            consequence: "nothing was changed",
            hint: "`valise plan FILE --hosts HOSTS` shows where the services would run")
    }
}

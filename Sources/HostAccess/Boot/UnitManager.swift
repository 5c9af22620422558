import Foundation
import Vocabulary

/// Which systemd starts a unit: the machine's, or that of a person who is not root (systemd.unit(5), "User Unit Search Path").
struct UnitManager: Sendable {
    /// `/etc/systemd/system`, or `~/.config/systemd/user`.
    let folder: AbsolutePath
    /// Exists where it runs: `/run/systemd/system` (sd_booted(3)), or `systemd` in the person's runtime folder.
    let runningMark: AbsolutePath
    /// What wants the unit.
    let target: String
    /// Before `daemon-reload`.
    let arguments: [String]
    /// A person's is started at boot where this exists (loginctl(1), `enable-linger`), and else when they log in. `nil` for the machine's.
    let lingerMark: AbsolutePath?

    static func machine(_ root: AbsolutePath) -> UnitManager {
        UnitManager(
            folder: root.appending("etc/systemd/system"), runningMark: root.appending("run/systemd/system"),
            target: "multi-user.target", arguments: [], lingerMark: nil)
    }

    /// - Parameters:
    ///   - environment: `HOME`, and where they are set, `XDG_CONFIG_HOME`, `XDG_RUNTIME_DIR` and `USER` of the person.
    ///   - accounts: passwd(5), which knows the person's name better than `USER`: that stays another's after `su`.
    static func person(
        _ user: uid_t, _ environment: [String: String], accounts: String?, _ root: AbsolutePath
    ) -> UnitManager {
        let path = { (text: String) in AbsolutePath(text, relativeTo: root) }
        let home = path(environment["HOME"] ?? "/")
        let configuration = environment["XDG_CONFIG_HOME"].map(path) ?? home.appending(".config")
        let runtime = environment["XDG_RUNTIME_DIR"].map(path) ?? root.appending("run/user/\(user)")
        let account = (accounts ?? "").split(separator: "\n").lazy
            .map { $0.split(separator: ":", omittingEmptySubsequences: false) }
            .first { $0.count > 2 && $0[2] == "\(user)" }
        // Names of people are file names; of one that is none, nothing is known.
        let name = (account.map { String($0[0]) } ?? environment["USER"]).flatMap { RelativePath($0) }
        return UnitManager(
            folder: configuration.appending("systemd/user"), runningMark: runtime.appending("systemd"),
            target: "default.target", arguments: ["--user"],
            lingerMark: name.map { root.appending("var/lib/systemd/linger/\($0)") })
    }
}

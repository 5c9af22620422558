import Foundation
import Vocabulary

/// Units of systemd as files. `systemctl enable` does no more for them than to make the link of their `[Install]` section
/// (systemctl(1)), so this also works where systemd is installed and does not run: an image, a container, a rescue system.
struct SystemdUnits: Sendable {
    let manager: UnitManager
    /// Exists where systemd runs the machine.
    let bootedMark: AbsolutePath
    /// Where the program itself may be.
    let programs: [AbsolutePath]

    private func unit(_ name: String) -> AbsolutePath { manager.folder.appending(name + ".service") }
    private func link(_ name: String) -> AbsolutePath {
        manager.folder.appending("\(manager.target).wants/\(name).service")
    }
    private func text(of unit: BootUnit) -> String { unit.content + "\n[Install]\nWantedBy=\(manager.target)\n" }

    func install(_ unit: BootUnit) throws -> BootUnitOutcome {
        try check(unit.name)
        if try isInPlace(unit) { return .alreadySo }
        guard isBooted || programs.contains(where: { access($0.rawValue, X_OK) == 0 }) else { return .unsupported }
        try Folders.writeFile(self.unit(unit.name), mode: 0o644, .bytes(Array(text(of: unit).utf8)))
        let link = link(unit.name)
        let parent = try Folders.makeParents(of: link)
        if symlinkat(self.unit(unit.name).rawValue, parent.number, link.lastComponent) != 0, errno != EEXIST {
            throw HostProblem.last("enable", link.rawValue)
        }
        try parent.sync()
        if isRunning { try reload() }
        if let mark = manager.lingerMark, access(mark.rawValue, F_OK) != 0 { return .enabledForLogin }
        return isRunning ? .enabled : .enabledForNextBoot
    }

    func remove(_ name: String) throws -> Change {
        try check(name)
        var change = Change.alreadySo
        for path in [link(name), unit(name)] {
            if unlink(path.rawValue) == 0 {
                change = .made
                try FileDescriptor.open(path.parent.rawValue, O_RDONLY | O_DIRECTORY, to: "open the folder").sync()
            } else if errno != ENOENT, errno != ENOTDIR {
                throw HostProblem.last("remove", path.rawValue)
            }
        }
        if change == .made, isRunning { try reload() }
        return change
    }

    func isInPlace(_ unit: BootUnit) throws -> Bool {
        try check(unit.name)
        var information = stat()
        guard lstat(link(unit.name).rawValue, &information) == 0,
            let content = FileManager.default.contents(atPath: self.unit(unit.name).rawValue)
        else { return false }
        return content.elementsEqual(text(of: unit).utf8)
    }

    private var isBooted: Bool { access(bootedMark.rawValue, F_OK) == 0 }
    private var isRunning: Bool { isBooted && access(manager.runningMark.rawValue, F_OK) == 0 }

    private func reload() throws {
        try SystemProgram(path: "/usr/bin/systemctl", otherwise: "/bin/systemctl")
            .run(manager.arguments + ["daemon-reload"], seconds: 60)
    }

    /// The name becomes a file name: our own grammar and no other.
    private func check(_ name: String) throws {
        guard let rest = name.split(separator: "valise-", maxSplits: 1, omittingEmptySubsequences: false).last,
            name.hasPrefix("valise-"), InstallationName(String(rest)) != nil
        else {
            throw Problem("host.unit-name", .defect, "`\(name)` is not a name for a unit of ours: `valise-NAME`")
        }
    }
}

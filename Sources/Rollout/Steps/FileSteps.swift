import HostAccess
import Ledger
import Planning
import Vocabulary

/// Configuration, data folders, the boot unit.
extension StepContext {
    func probeConfiguration(_ folder: ConfigurationFolder) async throws -> Readiness {
        // It is put in place as a whole and named by its content: there is complete.
        try await host.kind(of: folders.configuration(folder)) == .folder ? .alreadySo : .toDo
    }

    func write(_ folder: ConfigurationFolder) async throws {
        let entries = try folder.entries.map { entry in
            let body = try source.body(of: entry.content, for: "write `\(entry.path)`")
            let content = body.map { TreeEntry.Content.file($0) } ?? .folder
            return TreeEntry(
                path: entry.path, mode: entry.mode, content: content, owner: entry.owner, group: entry.group)
        }
        _ = try await host.writeTree(at: folders.configuration(folder), entries)
    }

    func probeDataFolder(_ folder: DesiredDataFolder) async throws -> Readiness {
        try await host.kind(of: folders.data.appending(folder.path)) == .missing ? .toDo : .alreadySo
    }

    func make(_ folder: DesiredDataFolder) async throws {
        _ = try await host.makeFolder(
            folders.data.appending(folder.path), owner: folder.owner, group: folder.group, mode: folder.mode)
    }

    func probeRemoval(of path: AbsolutePath) async throws -> Readiness {
        try await host.kind(of: path) == .missing ? .alreadySo : .toDo
    }

    /// Of the installation's own folders, and the one that all installations are in, those that nothing is in go.
    func removeEmptyFolders() async throws {
        for folder in [folders.data, folders.root, folders.root.parent] {
            _ = try await host.removeEmptyFolder(folder)
        }
    }

    func removeTree(_ path: AbsolutePath) async throws {
        _ = try await host.removeTree(path, below: folders.stateDirectory)
    }

    // MARK: The boot unit

    func probeUnit(_ unit: UnitFile) async throws -> Readiness {
        guard try await host.hasBootUnit(BootUnit(name: unit.name, content: unit.text)) else { return .toDo }
        return try await host.kind(of: unit.program) == .file ? .alreadySo : .toDo
    }

    func install(_ unit: UnitFile) async throws -> StepResult {
        let outcome = try await host.installBootUnit(BootUnit(name: unit.name, content: unit.text))
        guard outcome != .unsupported else {
            progress(
                .warning(
                    Problem(
                        "boot.unsupported", .step, severity: .warning,
                        "this host has no systemd: nothing starts `\(installation)` in order when it boots",
                        consequence: "the engine alone restarts what has a restart policy",
                        hint: "have `valise start \(installation)` run at boot")))
            return StepResult()
        }
        if outcome == .enabledForLogin {
            progress(
                .warning(
                    Problem(
                        "boot.at-login", .step, severity: .warning,
                        "after a boot `\(installation)` starts when you log in, not before",
                        consequence: "the engine alone restarts what has a restart policy",
                        hint: "`sudo loginctl enable-linger $USER` lets it start with the host")))
        }
        _ = try await host.installExecutable(from: program, at: unit.program)
        return StepResult(brought: [TargetObject(kind: .unit, name: unit.name)])
    }

    func probeUnitRemoval() throws -> Readiness {
        try ledger.broughtObjects(of: installation).contains { $0.object.kind == .unit } ? .toDo : .alreadySo
    }

    func removeUnit() async throws -> StepResult {
        var result = StepResult()
        for brought in try ledger.broughtObjects(of: installation) where brought.object.kind == .unit {
            _ = try await host.removeBootUnit(named: brought.object.name)
            result.gone.append(brought.object)
        }
        let others = try ledger.installations().map(\.name).filter { $0 != installation }
        let stillUsed = try others.contains { name in
            try ledger.broughtObjects(of: name).contains { $0.object.kind == .unit }
        }
        if !stillUsed { try await removeTree(folders.program.parent) }
        return result
    }
}

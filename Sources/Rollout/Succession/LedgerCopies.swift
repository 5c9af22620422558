import HostAccess
import Ledger
import Vocabulary

/// The copies of the ledger on the managers. They are made anew after every step; several that end at the same time share one.
actor LedgerCopies {
    private let ledger: Ledger
    /// Managers that can be reached; empty where there is none but the ledger's own host.
    private let places: [Place]
    /// Other hosts: one that was a manager before has a copy, and is to have none.
    private let others: [Place]
    private let progress: ProgressSink
    private var last: Task<Void, Never>?
    private var isNextWaiting = false
    /// Told once each.
    private var silent: Set<HostName> = []

    struct Place: Sendable {
        let name: HostName
        let host: any HostAccess
        let stateDirectory: AbsolutePath
        var folder: AbsolutePath { stateDirectory.appending(LedgerCopy.folder) }
    }

    init(of ledger: Ledger, at places: [Place], others: [Place], progress: @escaping ProgressSink) {
        self.ledger = ledger
        self.places = places
        self.others = others
        self.progress = progress
    }

    /// When it returns, a copy of what the ledger says now is on every place, or was told as missing there. Does not throw: what was done is done, whether it can be copied or not.
    func renew(_ activity: CopiedActivity) async {
        guard !places.isEmpty else { return }
        // The one under way may have been made before what the caller wants in it; the one behind it was not begun.
        if isNextWaiting, let last { return await last.value }
        let before = last
        isNextWaiting = before != nil
        let renewal = Task {
            await before?.value
            await self.write(activity)
        }
        last = renewal
        await renewal.value
        if last == renewal { last = nil }
    }

    private func write(_ activity: CopiedActivity) async {
        isNextWaiting = false
        let head: LedgerHead
        let content: [UInt8]
        do {
            // Who has been taken over from has nothing to give away.
            guard try ledger.isHeld() else { return }
            (head, content) = try ledger.copy(activity)
        } catch {
            return progress(.warning(Self.missing("no manager gets a copy of the ledger", error)))
        }
        await withTaskGroup(of: (HostName, (any Error)?).self) { group in
            for place in places {
                group.addTask {
                    do {
                        try await Self.put(content, as: head, at: place)
                        return (place.name, nil)
                    } catch {
                        return (place.name, error)
                    }
                }
            }
            for await (name, error) in group {
                guard let error else {
                    silent.remove(name)
                    continue
                }
                if silent.insert(name).inserted {
                    progress(.warning(Self.missing("host `\(name)` gets no copy of the ledger", error)))
                }
            }
        }
    }

    private static func missing(_ message: String, _ error: any Error) -> Problem {
        Problem(
            "ledger.copy-missing", .step, severity: .warning, message,
            found: (error as? Problem)?.message ?? "\(error)",
            consequence: "this goes on; where this machine is lost, what it does now is not known there")
    }

    private static func put(_ content: [UInt8], as head: LedgerHead, at place: Place) async throws {
        guard let file = RelativePath(LedgerCopy.fileName) else { return }
        for folder in [place.stateDirectory, place.folder] {
            _ = try await place.host.makePrivateFolder(folder, holding: StateFolder.contents)
        }
        _ = try await place.host.writeTree(
            at: place.folder.appending(head.folderName),
            [TreeEntry(path: file, mode: 0o600, content: .file(.bytes(content)))])
        for name in try await place.host.names(in: place.folder) {
            // One that counts before this one was put there by somebody who has taken over.
            guard let other = LedgerHead(folderName: name), other.target != head.target || other < head else {
                continue
            }
            _ = try await place.host.removeTree(place.folder.appending(name), below: place.folder)
        }
    }

    /// Copies are where they are to be, and nowhere else.
    func begin() async throws {
        for place in others { try await Self.clear(place) }
        await renew(.goesOn)
    }

    private static func clear(_ place: Place) async throws {
        for name in try await place.host.names(in: place.folder) {
            _ = try await place.host.removeTree(place.folder.appending(name), below: place.folder)
        }
        _ = try await place.host.removeEmptyFolder(place.folder)
    }

    /// Nothing is left that anybody would have to go on with. A host that has once held the ledger itself keeps its copy: else it would take its own old one for what counts.
    func remove() async throws {
        await renew(.ended)
        for place in places {
            guard try await place.host.kind(of: place.stateDirectory.appending(LedgerCopy.fileName)) == .missing
            else { continue }
            try await Self.clear(place)
            _ = try await place.host.removeEmptyFolder(place.stateDirectory)
        }
    }
}

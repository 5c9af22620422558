import EngineClient
import Foundation
import HostAccess
import Ledger
import Planning
import Vocabulary

/// Keeps the ledger of a cluster the only one: says to the managers where it is, takes it over where its holder is gone, and stops where another one has taken it over.
///
/// The managers' agreement is Swarm's own: a change of the cluster's labels names the version that it was made from, so of two who take it over at the same time one is refused.
struct Succession: Sendable {
    let ledger: Ledger
    let seat: ManagerSeat
    /// Those that can be reached.
    let hosts: [ClusterHost]
    let copies: LedgerCopies
    let seizure: Seizure
    let progress: ProgressSink

    /// Of this machine, where it is one of the target's.
    private var here: HostName? { hosts.first { $0.inventory.access == .local }?.name }

    /// At the beginning of an operation: after it, this ledger is the one that counts, and the other managers have a copy of it.
    ///
    /// Throws `ledger.elsewhere` (14), `ledger.locked` (14), `ledger.held-outside` (14).
    func begin() async throws {
        let found = try await look()
        let standing = Standing(claim: try ledger.head().claim, isHeld: try ledger.isHeld(), seat: found?.seat)
        switch standing {
        case .holds, .announces: try settleHere()
        case .succeeds: try await takeOver(found)
        case .outdated: throw Self.elsewhere(found?.seat)
        }
        // First the copies, then the word that there are some.
        try await copies.begin()
        if standing != .holds, let found = try await look() { try await write(try own(), over: found) }
    }

    /// At the end of an operation that was done: what the ledger says now is on the other managers, or nothing of it any more where nothing is left to go on with.
    func end() async throws {
        if try ledger.installations().isEmpty {
            try await copies.remove()
        } else {
            await copies.renew(.ended)
        }
    }

    /// Before each step. Throws `ledger.superseded` (14) where another one has taken the ledger over; from then on this one is a copy.
    func requireHeld() async throws {
        guard let found = try await look(), let seat = found.seat else { return }
        guard seat.claim != (try ledger.head().claim) else { return }
        try ledger.giveUp()
        throw Problem(
            "ledger.superseded", .step,
            "host `\(seat.holder?.rawValue ?? "another one")` has taken over the ledger of this target meanwhile",
            consequence: "this process has stopped; what it did before stays",
            hint: "go on there: `valise status`, then `valise resume`")
    }

    /// What the managers are to say of this ledger.
    func own() throws -> LedgerSeat {
        let head = try ledger.head()
        return LedgerSeat(term: head.term, claim: head.claim, holder: here, base: nil)
    }

    /// A ledger that was begun on a machine before that was one of the target's.
    private func settleHere() throws {
        guard try ledger.holder() != here else { return }
        let head = try ledger.head()
        try ledger.beginTerm(head.term, claim: head.claim, holder: here, hosts: [])
    }

    // MARK: What the managers say

    private typealias Found = (engine: EngineClient, details: SwarmDetails, seat: LedgerSeat?)

    /// `nil` where there is no cluster (any more, or yet).
    private func look() async throws -> Found? {
        do {
            guard let (engine, details) = try await seat.askIfThere() else { return nil }
            return (engine, details, LedgerSeat(details.settings.labels))
        } catch let problem as Problem where problem.code == "cluster.no-leader" {
            // We have dissolved it ourselves, and who was away then is alone with the rest of it.
            if try ledger.isDissolving() { return nil }
            throw problem
        }
    }

    private func write(_ seat: LedgerSeat, over found: Found) async throws {
        var settings = found.details.settings
        settings.labels = seat.applied(to: settings.labels)
        do {
            try await found.engine.updateSwarm(version: found.details.version, settings: settings)
        } catch let problem as Problem where problem.isEngineOutOfSequence {
            throw Problem(
                "ledger.contended", .step, "the ledger of this target is just being taken over by somebody else",
                consequence: "nothing was changed", hint: "try again")
        }
    }

    // MARK: Taking over

    private func takeOver(_ found: Found?) async throws {
        let head = try ledger.head()
        let before = try ledger.holder()
        try await requireGone(try ledger.workerOfCopy(), on: before)
        let next = LedgerSeat(
            term: max(head.term, found?.seat?.term ?? 0) + 1, claim: UUID().uuidString.lowercased(), holder: here,
            base: found == nil ? nil : head.claim)
        if let found { try await write(next, over: found) }
        try ledger.beginTerm(next.term, claim: next.claim, holder: here, hosts: hosts.map(\.inventory))
        progress(
            .note(
                "the ledger is taken over from \(before.map { "host `\($0)`" } ?? "another machine"): from now on it is here"
            ))
    }

    /// Who was at work when the copy was made must not be any more. A host that cannot be reached is kept out by the managers: it needs them for its next step.
    private func requireGone(_ worker: LockHolder?, on holder: HostName?) async throws {
        guard let worker else { return }
        let process = ProcessIdentity(number: worker.process, boot: worker.boot, start: worker.processStart)
        var isReached = false
        for host in hosts {
            if host.name == holder { isReached = true }
            guard try await host.host.bootID() == worker.boot else { continue }
            isReached = true
            if try await host.host.isRunning(process) {
                throw Problem(
                    "ledger.locked", .step,
                    "cannot begin: process \(worker.process) on host `\(host.name)` is at work on this target (\(worker.activity))",
                    expected: "one valise at a time", consequence: "nothing was changed",
                    hint:
                        "wait for it to end, or end it there with `kill \(worker.process)` and run `valise resume` here"
                )
            }
        }
        // Started again since, or away: its process has ended, or will be stopped by the managers' word.
        if isReached || holder != nil || seizure == .always { return }
        throw Problem(
            "ledger.held-outside", .step,
            "cannot begin: a machine outside of this target, `\(worker.host)`, was at work on it (\(worker.activity))",
            expected: "that it has ended", found: "it cannot be asked from here", consequence: "nothing was changed",
            hint: "let it end there; where it is lost, run `valise resume --take-over`")
    }

    private static func elsewhere(_ seat: LedgerSeat?) -> Problem {
        let holder = seat?.holder
        return Problem(
            "ledger.elsewhere", .step,
            "the ledger of this target is \(holder.map { "on host `\($0)`" } ?? "on another machine"), and no copy of it is at hand here",
            expected: "the ledger, or its newest copy on a manager that can be reached",
            found: "one that was taken over from since", consequence: "nothing was changed",
            hint: holder.map { "run valise on host `\($0)`, or start the other managers and try again" }
                ?? "run valise there, or start the managers and try again")
    }
}

extension LedgerReading {
    /// Whether hosts have left the cluster already in an uninstall that is under way.
    fileprivate func isDissolving() throws -> Bool {
        try openOperations().contains { operation in
            guard operation.kind == .uninstall else { return false }
            return try steps(of: operation.id).contains { record in
                guard case .ended(.applied) = record.state else { return false }
                return record.step.kind == ClusterStep.leaving
            }
        }
    }
}

/// Whether the ledger is taken over from a machine that nobody can ask whether it is at work.
public enum Seizure: Sendable { case whereHolderIsGone, always }

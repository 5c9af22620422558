internal import Foundation
internal import GRDB
public import Vocabulary

/// Everything that can be asked of a ledger. Each call reads one consistent state; cost: milliseconds.
///
/// All of it throws a `Problem`: `ledger.damaged`, `ledger.input-output`, `ledger.busy`.
public protocol LedgerReading: Sendable {
    var store: LedgerStore { get }
}

extension LedgerReading {
    /// The target's own name: a random UUID, made with the ledger and never changed.
    public func targetID() throws -> String {
        try store.read { database in
            guard let id = try String.fetchOne(database, sql: "SELECT id FROM target") else {
                throw LedgerProblem.damaged(store.path, "no target id")
            }
            return id
        }
    }

    /// All installations, sorted by name, those that were removed with their data kept included.
    public func installations() throws -> [InstallationRecord] {
        try store.read { try InstallationRow.fetch($0, store.path, where: "1", []) }
    }

    /// `nil` where there is none of this name.
    public func installation(_ name: InstallationName) throws -> InstallationRecord? {
        try store.read { try InstallationRow.fetch($0, store.path, where: "name = ?", [name.rawValue]).first }
    }

    /// All releases of an installation, by number; empty where it is unknown.
    public func releases(of name: InstallationName) throws -> [ReleaseRecord] {
        try store.read {
            try ReleaseRow.fetch($0, store.path, where: "installation = ?", [name.rawValue])
        }
    }

    /// `nil` where there is none of this number.
    public func release(_ number: Int, of name: InstallationName) throws -> ReleaseRecord? {
        try store.read {
            try ReleaseRow.fetch($0, store.path, where: "installation = ? AND number = ?", [name.rawValue, number])
                .first
        }
    }

    /// The release that runs; `nil` where none was ever put in place.
    public func currentRelease(of name: InstallationName) throws -> ReleaseRecord? {
        try store.read {
            try ReleaseRow.fetch($0, store.path, where: "installation = ? AND state = 'current'", [name.rawValue]).first
        }
    }

    /// A document that was put beside a release; `nil` where there is none of this name.
    public func document(_ name: String, ofRelease number: Int, of installation: InstallationName) throws -> [UInt8]? {
        try store.read { database in
            try Data.fetchOne(
                database, sql: "SELECT content FROM document WHERE installation = ? AND release = ? AND name = ?",
                arguments: [installation.rawValue, number, name]
            ).map { Array($0) }
        }
    }

    /// All operations of an installation, oldest first.
    public func operations(of name: InstallationName) throws -> [OperationRecord] {
        try store.read { try OperationRow.fetch($0, store.path, where: "installation = ?", [name.rawValue]) }
    }

    /// The operation that has begun and not ended, if any: what `resume` continues.
    public func openOperation(of name: InstallationName) throws -> OperationRecord? {
        try store.read {
            try OperationRow.fetch($0, store.path, where: "installation = ? AND state = 'open'", [name.rawValue]).first
        }
    }

    /// All operations that have begun and not ended, oldest first.
    public func openOperations() throws -> [OperationRecord] {
        try store.read { try OperationRow.fetch($0, store.path, where: "state = 'open'", []) }
    }

    /// The steps of an operation in order, each with what the journal says last of it.
    public func steps(of operation: OperationID) throws -> [StepRecord] {
        try store.read { try JournalRow.steps($0, store.path, of: operation) }
    }

    /// The journal of an operation, in the order in which things happened.
    public func journal(of operation: OperationID) throws -> [JournalEntry] {
        try store.read { try JournalRow.fetch($0, store.path, of: operation) }
    }

    /// What was there before this installation came, sorted: never removed by it.
    public func foundObjects(of name: InstallationName) throws -> [TargetObject] {
        try store.read { try ObjectRow.found($0, store.path, of: name) }
    }

    /// What this installation brought, or shares with another that did, sorted.
    public func broughtObjects(of name: InstallationName) throws -> [BroughtObject] {
        try store.read { try ObjectRow.brought($0, store.path, where: "installation = ?", [name.rawValue]) }
    }

    /// Which installations brought or share an object. Empty: it is not ours.
    public func installations(thatBrought kind: TargetObject.Kind, named name: String) throws -> [InstallationName] {
        try store.read {
            try ObjectRow.brought($0, store.path, where: "kind = ? AND name = ?", [kind.rawValue, name])
                .map(\.installation)
        }
    }

    /// The machines of the target, in the order in which they were added; empty where it is the one that valise runs on, and nobody said more.
    public func hosts() throws -> [HostRecord] { try store.read { try HostRow.fetchAll($0, store.path) } }

    /// The process that is at work on this target now; `nil` where none is, also where one has died over it.
    public func worker() throws -> LockHolder? {
        try lockHolder().flatMap { CurrentProcess.isAlive($0) ? $0 : nil }
    }

    /// Who holds the lock, dead or alive; `nil` where nobody does.
    public func lockHolder() throws -> LockHolder? { try store.read { try LockRow.fetch($0)?.holder } }
}

internal import Foundation
internal import GRDB
public import Vocabulary

/// Copies of the ledger, and who of several machines holds it.
extension Ledger {
    /// Makes a copy for other hosts. What is in it is one state; writing goes on beside it. Cost: reading and writing the file once.
    ///
    /// - Parameter activity: whether this process goes on working: then it stands in the copy, for who wants to take over.
    /// - Returns: what it is called, and the file's content.
    public func copy(_ activity: CopiedActivity) throws -> (head: LedgerHead, content: [UInt8]) {
        try write { database, _ in
            try database.execute(sql: "UPDATE succession SET revision = revision + 1")
        }
        let path = store.path.parent.appending(".\(UUID().uuidString.lowercased()).copy")
        defer { unlink(path.rawValue) }
        let head = try LedgerProblem.translating(path) {
            // Made with its mode before SQLite writes into it.
            try LedgerFile.make(path)
            try store.queue.writeWithoutTransaction { database in
                try database.execute(sql: "VACUUM INTO ?", arguments: [path.rawValue])
            }
            let copy = try DatabaseQueue(path: path.rawValue)
            let head = try copy.write { database in
                let worker = try LockRow.fetch(database)?.holder
                try database.execute(sql: "DELETE FROM lock")
                guard var row = try SuccessionRow.fetch(database, path) else {
                    throw LedgerProblem.damaged(path, "nobody holds it")
                }
                (row.isHeld, row.worker) = (false, activity == .goesOn ? worker : nil)
                try row.put(database)
                return try SuccessionRow.head(database, path)
            }
            try copy.close()
            return head
        }
        guard let head else { throw LedgerProblem.damaged(store.path, "no target id") }
        guard let content = FileManager.default.contents(atPath: path.rawValue) else {
            throw LedgerProblem.notAccessible(path, "the copy cannot be read")
        }
        return (head, Array(content))
    }

    /// Makes this file the one that counts.
    ///
    /// - Parameters:
    ///   - term: greater than that of the holder before.
    ///   - claim: a random UUID, as the managers of the cluster have it.
    ///   - holder: what this machine is called in the inventory; `nil` where it is not of the target.
    ///   - hosts: the ways to the hosts from here.
    public func beginTerm(
        _ term: Int, claim: String, holder: HostName?, hosts: [InventoryHost]
    ) throws {
        try write { database, now in
            guard var row = try SuccessionRow.fetch(database, store.path) else {
                throw LedgerProblem.damaged(store.path, "nobody holds it")
            }
            (row.term, row.claim, row.isHeld, row.holder, row.worker) = (term, claim, true, holder, nil)
            try row.put(database)
            try HostRow.setAccess(of: hosts, database)
        }
    }

    /// Another holds it now: what is written here no longer counts.
    public func giveUp() throws {
        try write { database, _ in try database.execute(sql: "UPDATE succession SET held = 0") }
    }

    /// Takes the newest copy of this folder in place of what is here, where that counts before it.
    func takeNewestCopy(_ mine: LockRow) throws {
        guard let copy = try LedgerCopy.successor(in: store.path.parent, of: store) else { return }
        try LedgerProblem.translating(copy.path) {
            let memory = try LedgerStore.inMemory(copy.path)
            try memory.write { database in try mine.put(database) }
            // One transaction on the disk: all of the copy, or all that was here.
            try memory.backup(to: store.queue)
        }
    }
}

/// Whether who made a copy is still at work.
public enum CopiedActivity: Sendable { case goesOn, ended }

extension LedgerReading {
    /// What a copy of it would be, less its number.
    public func head() throws -> LedgerHead {
        guard let head = try store.read({ try SuccessionRow.head($0, store.path) }) else {
            throw LedgerProblem.damaged(store.path, "no target id")
        }
        return head
    }

    /// Whether this file is the target's ledger, and no copy of it, as far as it knows.
    public func isHeld() throws -> Bool {
        try store.read { try SuccessionRow.fetch($0, store.path)?.isHeld } ?? true
    }

    /// The machine that holds it or held it, where it is one of the target's hosts.
    public func holder() throws -> HostName? {
        try store.read { try SuccessionRow.fetch($0, store.path)?.holder }
    }

    /// Who was at work on the target when this copy was made; `nil` where nobody was, or this is the ledger itself.
    public func workerOfCopy() throws -> LockHolder? {
        try store.read { try SuccessionRow.fetch($0, store.path)?.worker }
    }
}

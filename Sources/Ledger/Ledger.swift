internal import Foundation
internal import GRDB
public import Vocabulary

/// The memory of a target: installations, numbered releases, plans, and the journal of every step.
///
/// Holding one is holding the target's lock: there is one at a time, and while it lives no other `valise` changes anything here. What
/// a call of it has written is on the disk when the call returns, also after `kill -9` or a power cut.
/// Passwords stand in it in clear; the file's mode (0600, in a folder of 0700) protects them, and nothing else does.
///
/// Every call may throw a `Problem`: `ledger.disk-full`, `ledger.input-output`, `ledger.damaged`, `ledger.busy`, `ledger.lock-lost`.
public final class Ledger: LedgerReading {
    public let store: LedgerStore
    private let token: String
    private let clock: @Sendable () -> Int64

    /// Opens the ledger of a state folder, making both where they are missing (0700, 0600, whatever the umask), brings its schema up to date and
    /// takes the lock. `activity` is told to a second `valise` that comes meanwhile: `install hello`.
    ///
    /// Throws a `Problem`: `ledger.locked` (another one is at work; it is not waited for), `ledger.not-accessible`, `ledger.folder-open`,
    /// `ledger.damaged`, `ledger.not-a-ledger`, `ledger.newer-schema`. The lock of a process that has died is taken over.
    /// A newer copy of the ledger that lies in the folder (``LedgerCopy``) takes the place of what is there.
    public convenience init(at folder: AbsolutePath, activity: String = "work") throws {
        try self.init(at: folder, activity: activity, clock: { Int64(Date().timeIntervalSince1970) })
    }

    init(at folder: AbsolutePath, activity: String, clock: @escaping @Sendable () -> Int64) throws {
        let path = try LedgerFile.prepare(in: folder)
        store = try LedgerStore.openForWriting(path)
        token = UUID().uuidString
        self.clock = clock
        let mine = LockRow(holder: CurrentProcess.holder(activity: activity, at: clock()), token: token)
        try store.write { database in
            if let other = try LockRow.fetch(database), CurrentProcess.isAlive(other.holder) {
                throw LedgerProblem.locked(path, other.holder)
            }
            try mine.put(database)
            try database.execute(
                sql: "INSERT OR IGNORE INTO target VALUES (1, ?)", arguments: [UUID().uuidString.lowercased()])
            if try SuccessionRow.fetch(database, path) == nil { try SuccessionRow.first().put(database) }
        }
        try takeNewestCopy(mine)
    }

    deinit { close() }

    /// Gives the lock back and closes the file, after which nothing can be read or written. Also done when the last reference goes; a process that is killed need not do it.
    public func close() {
        do {
            try store.write { database in
                try database.execute(sql: "DELETE FROM lock WHERE token = ?", arguments: [token])
            }
            // SQLite moves what is in the write-ahead log into the ledger and removes the log: one file stays.
            try store.queue.close()
        } catch {
            // Leaves a lock whose holder is dead when this process has ended: the next one takes it over.
        }
    }

    /// One transaction, refused when the lock is no longer ours.
    func write<Value>(_ body: (Database, Int64) throws -> Value) throws -> Value {
        try store.write { database in
            guard try LockRow.fetch(database)?.token == token else { throw LedgerProblem.lockLost(store.path) }
            return try body(database, clock())
        }
    }
}

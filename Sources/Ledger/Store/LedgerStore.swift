internal import Foundation
internal import GRDB
import Vocabulary

/// An open ledger file. Opaque: ``LedgerReader`` and ``Ledger`` hold one.
public final class LedgerStore: Sendable {
    let path: AbsolutePath
    let queue: DatabaseQueue

    init(path: AbsolutePath, queue: DatabaseQueue) {
        self.path = path
        self.queue = queue
    }

    /// The file's name in the state folder.
    static let fileName = "ledger.sqlite"

    /// Opens for writing and brings the schema up to date. The file must be there, made with its mode.
    static func openForWriting(_ path: AbsolutePath) throws -> LedgerStore {
        try LedgerProblem.translating(path) {
            var configuration = Configuration()
            configuration.busyMode = .timeout(LedgerStore.busySeconds)
            configuration.prepareDatabase { database in
                // What is deleted is overwritten: passwords of a removed installation do not stay in free pages.
                // FULL: in WAL mode a commit is on the disk when it returns, also after a power cut (sqlite.org/pragma.html).
                try database.execute(
                    sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON")
            }
            let queue = try DatabaseQueue(path: path.rawValue, configuration: configuration)
            try queue.read { try checkIdentity($0, path) }
            try Schema.migrator.migrate(queue)
            return LedgerStore(path: path, queue: queue)
        }
    }

    /// Opens for reading. A ledger of an older schema is brought up to date in memory, the file stays as it is.
    static func openForReading(_ path: AbsolutePath) throws -> LedgerStore {
        try LedgerProblem.translating(path) {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(LedgerStore.busySeconds)
            let file = try DatabaseQueue(path: path.rawValue, configuration: configuration)
            let isCurrent = try file.read { database in
                try checkIdentity(database, path)
                return try Schema.migrator.hasCompletedMigrations(database)
            }
            if isCurrent { return LedgerStore(path: path, queue: file) }
            return LedgerStore(path: path, queue: try inMemory(path))
        }
    }

    /// All of a file in memory, with the newest schema, to be changed there.
    static func inMemory(_ path: AbsolutePath) throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.readonly = true
        let file = try DatabaseQueue(path: path.rawValue, configuration: configuration)
        try file.read { try checkIdentity($0, path) }
        let copy = try DatabaseQueue()
        try file.backup(to: copy)
        try file.close()
        try Schema.migrator.migrate(copy)
        return copy
    }

    /// How long another process's transaction is waited for. Ours take milliseconds; this is for a slow disk.
    private static let busySeconds = 10.0

    private static func checkIdentity(_ database: Database, _ path: AbsolutePath) throws {
        let isEmpty = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
        if isEmpty { return }
        let id = try Int32.fetchOne(database, sql: "PRAGMA application_id")
        guard id == Schema.applicationID else { throw LedgerProblem.notALedger(path) }
        if try Schema.migrator.hasBeenSuperseded(database) { throw LedgerProblem.newerSchema(path) }
    }

    func read<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try LedgerProblem.translating(path) { try queue.read(body) }
    }

    /// One transaction: all of it is on the disk when this returns, or none of it.
    func write<Value>(_ body: (Database) throws -> Value) throws -> Value {
        try LedgerProblem.translating(path) {
            var value: Value?
            try queue.inTransaction(.immediate) { database in
                value = try body(database)
                return .commit
            }
            guard let value else { throw LedgerProblem.closed(path) }
            return value
        }
    }
}

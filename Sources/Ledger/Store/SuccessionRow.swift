internal import Foundation
internal import GRDB
import Vocabulary

/// Who holds the ledger, as it is stored.
struct SuccessionRow {
    var term: Int
    var claim: String
    var revision: Int
    /// Whether it is this file, and not one that this is a copy of.
    var isHeld: Bool
    /// The inventory's name of the machine that the file is on; `nil` for one that is not of the target.
    var holder: HostName?
    /// Who was at work when the copy was made.
    var worker: LockHolder?

    static func fetch(_ database: Database, _ path: AbsolutePath) throws -> SuccessionRow? {
        try Row.fetchOne(database, sql: "SELECT * FROM succession").map { row in
            let holder: String? = try row.value("holder")
            let worker: String? = try row.value("worker")
            return SuccessionRow(
                term: try row.value("term"), claim: try row.value("claim"), revision: try row.value("revision"),
                isHeld: try row.value("held"),
                holder: try holder.map { text in
                    guard let name = HostName(text) else {
                        throw LedgerProblem.damaged(path, "the holder is not a host's name")
                    }
                    return name
                }, worker: try worker.map { try CanonicalJSON.decode(LockHolder.self, from: Array($0.utf8)) })
        }
    }

    func put(_ database: Database) throws {
        let worker = try worker.map { String(decoding: try CanonicalJSON.encode($0), as: UTF8.self) }
        try database.execute(
            sql: "INSERT OR REPLACE INTO succession VALUES (1, ?, ?, ?, ?, ?, ?)",
            arguments: [term, claim, revision, isHeld, holder?.rawValue, worker])
    }

    /// `nil` for a ledger without an id, which nothing was written to.
    static func head(_ database: Database, _ path: AbsolutePath) throws -> LedgerHead? {
        guard let target = try String.fetchOne(database, sql: "SELECT id FROM target"),
            let row = try fetch(database, path)
        else { return nil }
        return LedgerHead(target: target, term: row.term, claim: row.claim, revision: row.revision)
    }

    /// Whether it knows of nothing that is or was installed.
    static func isEmpty(_ database: Database) throws -> Bool {
        try Int.fetchOne(database, sql: "SELECT count(*) FROM installation") == 0
    }

    /// The first holder's, of a ledger that was just made.
    static func first() -> SuccessionRow {
        SuccessionRow(
            term: 1, claim: UUID().uuidString.lowercased(), revision: 0, isHeld: true, holder: nil, worker: nil)
    }
}

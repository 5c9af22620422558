internal import Foundation
internal import GRDB
import Vocabulary

/// What the rows have in common: a stored text that our own grammar refuses means a damaged ledger.
struct StoredText {
    let row: Row
    let path: AbsolutePath

    func bytes(_ column: String) -> [UInt8] {
        let data: Data = row[column]
        return Array(data)
    }

    func name<Name: ValidatedName>(_ column: String, as type: Name.Type = Name.self) throws -> Name {
        let text: String = row[column]
        guard let name = Name(text) else { throw LedgerProblem.damaged(path, "\(column) is not \(Name.grammar)") }
        return name
    }

    func choice<Choice: RawRepresentable>(_ column: String, as type: Choice.Type = Choice.self) throws -> Choice
    where Choice.RawValue == String {
        let text: String = row[column]
        guard let choice = Choice(rawValue: text) else {
            throw LedgerProblem.damaged(path, "\(column) has an unknown value")
        }
        return choice
    }
}

enum InstallationRow {
    static func fetch(
        _ database: Database, _ path: AbsolutePath, where condition: String, _ arguments: StatementArguments
    ) throws -> [InstallationRecord] {
        let sql = """
            SELECT installation.*, (SELECT number FROM release WHERE
                release.installation = installation.name AND release.state = 'current') AS current_release
            FROM installation WHERE \(condition) ORDER BY name
            """
        return try Row.fetchAll(database, sql: sql, arguments: arguments).map { row in
            let text = StoredText(row: row, path: path)
            return InstallationRecord(
                name: try text.name("name"), application: try text.name("application"), state: try text.choice("state"),
                currentRelease: row["current_release"], changedAt: row["changed_at"])
        }
    }
}

enum OperationRow {
    static func fetch(
        _ database: Database, _ path: AbsolutePath, where condition: String, _ arguments: StatementArguments
    ) throws -> [OperationRecord] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM operation WHERE \(condition) ORDER BY id", arguments: arguments
        ).map { row in
            let text = StoredText(row: row, path: path)
            return OperationRecord(
                id: OperationID(rawValue: row["id"]), installation: try text.name("installation"),
                release: row["release"], kind: try text.choice("kind"), state: try text.choice("state"),
                startedAt: row["started_at"], endedAt: row["ended_at"])
        }
    }
}

enum ObjectRow {
    static func found(
        _ database: Database, _ path: AbsolutePath, of installation: InstallationName
    ) throws -> [TargetObject] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM found WHERE installation = ? ORDER BY kind, name",
            arguments: [installation.rawValue]
        ).map { try object(StoredText(row: $0, path: path)) }
    }

    static func brought(
        _ database: Database, _ path: AbsolutePath, where condition: String, _ arguments: StatementArguments
    ) throws -> [BroughtObject] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM brought WHERE \(condition) ORDER BY kind, name, installation",
            arguments: arguments
        ).map { row in
            let text = StoredText(row: row, path: path)
            return BroughtObject(
                object: try object(text), installation: try text.name("installation"), release: row["release"])
        }
    }

    private static func object(_ text: StoredText) throws -> TargetObject {
        TargetObject(kind: try text.choice("kind"), name: text.row["name"], engineID: text.row["engine_id"])
    }
}

struct LockRow {
    var holder: LockHolder
    /// Tells two ledgers that one process has opened apart.
    var token: String

    static func fetch(_ database: Database) throws -> LockRow? {
        try Row.fetchOne(database, sql: "SELECT * FROM lock").map { row in
            LockRow(
                holder: LockHolder(
                    host: row["host"], process: row["process"], boot: row["boot"], processStart: row["process_start"],
                    activity: row["activity"], since: row["since"]),
                token: row["token"])
        }
    }

    func put(_ database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO lock VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                holder.host, holder.process, holder.boot, holder.processStart, holder.activity, token, holder.since,
            ])
    }
}

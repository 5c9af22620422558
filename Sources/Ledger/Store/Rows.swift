internal import Foundation
internal import GRDB
import Vocabulary

/// What the rows have in common: a stored text that our own grammar refuses means a damaged ledger.
struct StoredText {
    let row: Row
    let path: AbsolutePath

    func bytes(_ column: String) throws -> [UInt8] { Array(try row.value(column) as Data) }

    func name<Name: ValidatedName>(_ column: String, as type: Name.Type = Name.self) throws -> Name {
        let text: String = try row.value(column)
        guard let name = Name(text) else { throw LedgerProblem.damaged(path, "\(column) is not \(Name.grammar)") }
        return name
    }

    func choice<Choice: RawRepresentable>(_ column: String, as type: Choice.Type = Choice.self) throws -> Choice
    where Choice.RawValue == String {
        let text: String = try row.value(column)
        guard let choice = Choice(rawValue: text) else {
            throw LedgerProblem.damaged(path, "\(column) has an unknown value")
        }
        return choice
    }
}

extension Row {
    /// The value of a column; throws where a damaged file gives another type. Row's own subscript ends the program there.
    func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(_ column: String) throws -> Value {
        try decode(Value.self, forColumn: column)
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
                currentRelease: try row.value("current_release"), changedAt: try row.value("changed_at"))
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
                id: OperationID(rawValue: try row.value("id")), installation: try text.name("installation"),
                release: try row.value("release"), kind: try text.choice("kind"), state: try text.choice("state"),
                startedAt: try row.value("started_at"), endedAt: try row.value("ended_at"))
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
                object: try object(text), installation: try text.name("installation"), release: try row.value("release")
            )
        }
    }

    private static func object(_ text: StoredText) throws -> TargetObject {
        TargetObject(
            kind: try text.choice("kind"), name: try text.row.value("name"), engineID: try text.row.value("engine_id"))
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
                    host: try row.value("host"), process: try row.value("process"), boot: try row.value("boot"),
                    processStart: try row.value("process_start"),
                    activity: try row.value("activity"), since: try row.value("since")),
                token: try row.value("token"))
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

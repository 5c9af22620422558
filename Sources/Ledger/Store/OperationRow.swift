internal import GRDB
import Vocabulary

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

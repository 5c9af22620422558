internal import GRDB
import Vocabulary

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

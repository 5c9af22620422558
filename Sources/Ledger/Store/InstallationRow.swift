internal import GRDB
import Vocabulary

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

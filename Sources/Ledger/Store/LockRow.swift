internal import GRDB

struct LockRow {
    var holder: LockHolder
    /// Tells two ledgers that one process has opened apart.
    var token: String

    static func fetch(_ database: Database) throws -> LockRow? {
        try Row.fetchOne(database, sql: "SELECT * FROM lock").map { row in
            LockRow(
                holder: LockHolder(
                    host: try row.value("host"), machine: try row.value("machine"), process: try row.value("process"),
                    boot: try row.value("boot"),
                    processStart: try row.value("process_start"),
                    activity: try row.value("activity"), since: try row.value("since")),
                token: try row.value("token"))
        }
    }

    func put(_ database: Database) throws {
        try database.execute(
            sql: "INSERT OR REPLACE INTO lock VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)",
            arguments: [
                holder.host, holder.machine, holder.process, holder.boot, holder.processStart, holder.activity, token,
                holder.since,
            ])
    }
}

internal import GRDB
public import Vocabulary

/// What was there before, and what we brought.
extension Ledger {
    /// Records what an installation found on the target before it changed anything. What another installation of ours brought is shared, not
    /// found: it is recorded as brought by this one too, so that the last of them removes it. What was recorded earlier stays as it is.
    /// - Parameters:
    ///   - objects: what is there, of the things that the release will need.
    ///   - name: the installation that is about to change something.
    ///   - release: the release that is about to be installed.
    public func recordFound(_ objects: [TargetObject], by name: InstallationName, release: Int) throws {
        try write { database, _ in
            for object in objects {
                let sharers = try ObjectRow.brought(
                    database, store.path, where: "kind = ? AND name = ?", [object.kind.rawValue, object.name])
                if sharers.contains(where: { $0.installation == name }) { continue }
                if sharers.isEmpty {
                    try database.execute(
                        sql: "INSERT OR IGNORE INTO found VALUES (?, ?, ?, ?)",
                        arguments: [name.rawValue, object.kind.rawValue, object.name, object.engineID])
                } else {
                    try Self.bring(object, name, release, database)
                }
            }
        }
    }

    /// Records that a release brought these. What was found before it stays found: it is not ours to remove.
    public func recordBrought(_ objects: [TargetObject], by name: InstallationName, release: Int) throws {
        try write { database, _ in
            for object in objects { try Self.bring(object, name, release, database) }
        }
    }

    /// Objects that are gone, or are not this installation's concern any more.
    public func forgetBrought(_ objects: [TargetObject], by name: InstallationName) throws {
        try write { database, _ in
            for object in objects {
                try database.execute(
                    sql: "DELETE FROM brought WHERE installation = ? AND kind = ? AND name = ?",
                    arguments: [name.rawValue, object.kind.rawValue, object.name])
            }
        }
    }

    static func bring(
        _ object: TargetObject, _ name: InstallationName, _ release: Int, _ database: Database
    ) throws {
        let isFound = try Bool.fetchOne(
            database, sql: "SELECT EXISTS (SELECT 1 FROM found WHERE installation = ? AND kind = ? AND name = ?)",
            arguments: [name.rawValue, object.kind.rawValue, object.name])
        if isFound == true { return }
        try database.execute(
            sql: """
                INSERT INTO brought (installation, kind, name, engine_id, release) VALUES (?, ?, ?, ?, ?)
                ON CONFLICT DO UPDATE SET engine_id = excluded.engine_id
                """,
            arguments: [name.rawValue, object.kind.rawValue, object.name, object.engineID, release])
    }
}

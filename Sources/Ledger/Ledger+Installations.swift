internal import Foundation
internal import GRDB
public import Vocabulary

/// Installations and releases.
extension Ledger {
    /// Writes down a new release, `pending`, with the next number, and its installation where that is new; the installation is `installing` from now on.
    public func addRelease(_ draft: ReleaseDraft, to name: InstallationName) throws -> ReleaseRecord {
        try write { database, now in
            try database.execute(
                sql: """
                    INSERT INTO installation (name, application, state, changed_at) VALUES (?, ?, 'installing', ?)
                    ON CONFLICT (name) DO UPDATE SET application = excluded.application, state = 'installing',
                        changed_at = excluded.changed_at
                    """, arguments: [name.rawValue, draft.application.rawValue, now])
            let last = try Int.fetchOne(
                database, sql: "SELECT max(number) FROM release WHERE installation = ?", arguments: [name.rawValue])
            let number = (last ?? 0) + 1
            try ReleaseRow.insert(draft, number: number, of: name, at: now, database)
            return ReleaseRecord(installation: name, number: number, state: .pending, madeAt: now, content: draft)
        }
    }

    /// Makes a release the current one, and the one before it superseded; the installation is `installed`. Both in one transaction.
    public func makeCurrent(release number: Int, of name: InstallationName) throws {
        try write { database, now in
            try database.execute(
                sql:
                    "UPDATE release SET state = 'superseded' WHERE installation = ? AND state = 'current' AND number <> ?",
                arguments: [name.rawValue, number])
            try database.execute(
                sql: "UPDATE release SET state = 'current' WHERE installation = ? AND number = ?",
                arguments: [name.rawValue, number])
            guard database.changesCount == 1 else { throw LedgerProblem.unknownInstallation(name) }
            try Self.set(.installed, of: name, now, database)
        }
    }

    /// A release whose steps did not all succeed; the current one, if another, stays current.
    public func markFailed(release number: Int, of name: InstallationName) throws {
        try write { database, now in
            try database.execute(
                sql: "UPDATE release SET state = 'failed' WHERE installation = ? AND number = ?",
                arguments: [name.rawValue, number])
            try Self.set(.failed, of: name, now, database)
        }
    }

    public func setState(_ state: InstallationState, of name: InstallationName) throws {
        try write { database, now in
            if state == .removed {
                try database.execute(
                    sql: "UPDATE release SET state = 'superseded' WHERE installation = ? AND state = 'current'",
                    arguments: [name.rawValue])
            }
            try Self.set(state, of: name, now, database)
        }
    }

    /// The bundle file has been moved.
    public func setBundlePath(_ path: AbsolutePath, ofRelease number: Int, of name: InstallationName) throws {
        try write { database, _ in
            try database.execute(
                sql: "UPDATE release SET bundle_path = ? WHERE installation = ? AND number = ?",
                arguments: [path.rawValue, name.rawValue, number])
        }
    }

    /// Puts a document beside a release, replacing one of the same name. Protected like the answers.
    public func setDocument(
        _ name: String, _ content: [UInt8], ofRelease number: Int, of installation: InstallationName
    ) throws {
        try write { database, _ in
            try database.execute(
                sql: """
                    INSERT INTO document VALUES (?, ?, ?, ?)
                    ON CONFLICT DO UPDATE SET content = excluded.content
                    """, arguments: [installation.rawValue, number, name, Data(content)])
        }
    }

    /// Forgets an installation with its releases, answers, operations and journal. Unknown ones are forgotten already.
    public func forget(_ name: InstallationName) throws {
        try write { database, _ in
            try database.execute(sql: "DELETE FROM installation WHERE name = ?", arguments: [name.rawValue])
        }
    }

    private static func set(
        _ state: InstallationState, of name: InstallationName, _ now: Int64, _ database: Database
    ) throws {
        try database.execute(
            sql: "UPDATE installation SET state = ?, changed_at = ? WHERE name = ?",
            arguments: [state.rawValue, now, name.rawValue])
        guard database.changesCount == 1 else { throw LedgerProblem.unknownInstallation(name) }
    }
}

internal import Foundation
internal import GRDB
import Vocabulary

/// Releases as they are stored.
enum ReleaseRow {
    static func fetch(
        _ database: Database, _ path: AbsolutePath, where condition: String, _ arguments: StatementArguments
    ) throws -> [ReleaseRecord] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM release WHERE \(condition) ORDER BY installation, number",
            arguments: arguments
        ).map { try record(StoredText(row: $0, path: path)) }
    }

    static func insert(
        _ draft: ReleaseDraft, number: Int, of installation: InstallationName, at time: Int64, _ database: Database
    ) throws {
        let answers = try CanonicalJSON.encode(StoredAnswers(draft.answers))
        let profiles = try CanonicalJSON.encode(draft.composeProfiles)
        try database.execute(
            sql: """
                INSERT INTO release (installation, number, state, application, version, bundle, bundle_path, manifest,
                    answers, compose_profiles, profile, made_at) VALUES (?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                installation.rawValue, number, draft.application.rawValue, draft.version.rawValue,
                draft.bundle.description, draft.bundlePath.rawValue, Data(draft.manifest),
                String(decoding: answers, as: UTF8.self), String(decoding: profiles, as: UTF8.self),
                draft.profile?.rawValue, time,
            ])
    }

    private static func record(_ text: StoredText) throws -> ReleaseRecord {
        let row = text.row
        guard let bundle = Digest(try row.value("bundle") as String),
            let path = AbsolutePath(try row.value("bundle_path") as String)
        else {
            throw LedgerProblem.damaged(text.path, "a release names no bundle")
        }
        let profile: String? = try row.value("profile")
        let answers: String = try row.value("answers")
        let composeProfiles: String = try row.value("compose_profiles")
        return ReleaseRecord(
            installation: try text.name("installation"), number: try row.value("number"),
            state: try text.choice("state"),
            madeAt: try row.value("made_at"),
            content: ReleaseDraft(
                application: try text.name("application"), version: try text.name("version"), bundle: bundle,
                bundlePath: path, manifest: try text.bytes("manifest"),
                answers: try CanonicalJSON.decode(StoredAnswers.self, from: Array(answers.utf8)).answers,
                composeProfiles: try CanonicalJSON.decode([String].self, from: Array(composeProfiles.utf8)),
                profile: profile == nil ? nil : try text.name("profile")))
    }
}

internal import Foundation
internal import GRDB
public import Vocabulary

/// Operations, their steps, and the journal.
extension Ledger {
    /// Writes down a plan before anything of it is done. An operation that is still open is abandoned by the same transaction: the new plan was made from what it left.
    public func beginOperation(
        _ kind: OperationKind, of name: InstallationName, release: Int?, steps: [PlannedStep]
    ) throws -> OperationRecord {
        try write { database, now in
            try database.execute(
                sql: "UPDATE operation SET state = 'abandoned', ended_at = ? WHERE installation = ? AND state = 'open'",
                arguments: [now, name.rawValue])
            try database.execute(
                sql: """
                    INSERT INTO operation (installation, release, kind, state, started_at) VALUES (?, ?, ?, 'open', ?)
                    """, arguments: [name.rawValue, release, kind.rawValue, now])
            let id = database.lastInsertedRowID
            for (position, step) in steps.enumerated() {
                try database.execute(
                    sql: "INSERT INTO step VALUES (?, ?, ?, ?, ?)",
                    arguments: [id, position, step.id, step.kind, Data(step.payload)])
            }
            return OperationRecord(
                id: OperationID(rawValue: id), installation: name, release: release, kind: kind, state: .open,
                startedAt: now, endedAt: nil)
        }
    }

    /// The intent of a step: on the disk when this returns, so call it before the step changes anything. A step that has begun may begin again.
    public func begin(step: String, of operation: OperationID) throws {
        try record("begun", nil, step, operation, [])
    }

    /// The outcome of a step that went well, with what it brought, in one transaction.
    public func end(
        step: String, of operation: OperationID, outcome: StepOutcome, brought: [TargetObject] = []
    ) throws {
        try record(outcome.rawValue, nil, step, operation, brought)
    }

    /// The outcome of a step that failed. The message is a problem's text, without secrets.
    public func fail(step: String, of operation: OperationID, message: String) throws {
        try record("failed", message, step, operation, [])
    }

    /// Closes an operation. `open` is not an end and changes nothing.
    public func endOperation(_ operation: OperationID, _ state: OperationState) throws {
        guard state != .open else { return }
        try write { database, now in
            try database.execute(
                sql: "UPDATE operation SET state = ?, ended_at = ? WHERE id = ? AND state = 'open'",
                arguments: [state.rawValue, now, operation.rawValue])
        }
    }

    private func record(
        _ event: String, _ message: String?, _ step: String, _ operation: OperationID, _ brought: [TargetObject]
    ) throws {
        try write { database, now in
            try database.execute(
                sql: "INSERT INTO journal (operation, step, event, message, at) VALUES (?, ?, ?, ?, ?)",
                arguments: [operation.rawValue, step, event, message, now])
            guard !brought.isEmpty else { return }
            guard
                let owner = try OperationRow.fetch(database, store.path, where: "id = ?", [operation.rawValue]).first,
                let release = owner.release
            else {
                throw Problem(
                    "ledger.no-release", .defect, "step `\(step)` brought something for an operation without a release")
            }
            for object in brought { try Self.bring(object, owner.installation, release, database) }
        }
    }
}

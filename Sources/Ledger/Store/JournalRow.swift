internal import GRDB
import Vocabulary

/// Steps and journal entries as they are stored.
enum JournalRow {
    static func steps(
        _ database: Database, _ path: AbsolutePath, of operation: OperationID
    ) throws -> [StepRecord] {
        let sql = """
            SELECT step.*, journal.event, journal.message FROM step LEFT JOIN journal ON journal.sequence =
                (SELECT max(sequence) FROM journal WHERE operation = step.operation AND step = step.id)
            WHERE step.operation = ? ORDER BY position
            """
        return try Row.fetchAll(database, sql: sql, arguments: [operation.rawValue]).map { row in
            let stored: String? = try row.value("event")
            let state: StepState
            if stored == nil {
                state = .pending
            } else {
                switch try event(row, path) {
                case .begun: state = .begun
                case .ended(let outcome): state = .ended(outcome)
                case .failed(let message): state = .failed(message: message)
                }
            }
            return StepRecord(
                step: PlannedStep(
                    id: try row.value("id"), kind: try row.value("kind"),
                    payload: try StoredText(row: row, path: path).bytes("payload")),
                position: try row.value("position"), state: state)
        }
    }

    static func fetch(
        _ database: Database, _ path: AbsolutePath, of operation: OperationID
    ) throws -> [JournalEntry] {
        try Row.fetchAll(
            database, sql: "SELECT * FROM journal WHERE operation = ? ORDER BY sequence",
            arguments: [operation.rawValue]
        ).map { row in
            JournalEntry(
                sequence: try row.value("sequence"), operation: operation, step: try row.value("step"),
                event: try event(row, path),
                at: try row.value("at"))
        }
    }

    private static func event(_ row: Row, _ path: AbsolutePath) throws -> JournalEntry.Event {
        let text: String = try row.value("event")
        switch text {
        case "begun": return .begun
        case "failed": return .failed(message: try row.value("message"))
        default:
            guard let outcome = StepOutcome(rawValue: text) else {
                throw LedgerProblem.damaged(path, "event has an unknown value")
            }
            return .ended(outcome)
        }
    }
}

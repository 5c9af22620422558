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

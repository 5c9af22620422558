internal import GRDB

extension Row {
    /// The value of a column; throws where a damaged file gives another type. Row's own subscript ends the program there.
    func value<Value: DatabaseValueConvertible & StatementColumnConvertible>(_ column: String) throws -> Value {
        try decode(Value.self, forColumn: column)
    }
}

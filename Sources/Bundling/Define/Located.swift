import Vocabulary

/// A value with the place where a person wrote it, so that whatever is found wrong with it later can say where.
struct Located<Value> {
    var value: Value
    var position: SourcePosition
    init(_ value: Value, at position: SourcePosition) {
        self.value = value
        self.position = position
    }
    func map<Other>(_ change: (Value) -> Other) -> Located<Other> { Located<Other>(change(value), at: position) }
}

extension Located: Sendable where Value: Sendable {}
extension Located: Equatable where Value: Equatable {}

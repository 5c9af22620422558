/// An answer's payload: JSON has no document that is nothing.
struct HostAnswer<Value: Codable & Sendable>: Codable, Sendable {
    var value: Value
}

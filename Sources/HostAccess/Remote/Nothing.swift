/// A verb that gives nothing.
struct Nothing: Codable, Sendable {}

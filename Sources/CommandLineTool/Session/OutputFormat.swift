import ArgumentParser

/// In which form a command gives its data on standard output, and its failure on standard error.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// For people.
    case text
    /// One JSON document that begins with its schema.
    case json
}

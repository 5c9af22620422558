import ArgumentParser

/// How long work tells how far it is, on standard error.
enum ProgressStyle: String, ExpressibleByArgument, CaseIterable, Sendable {
    /// `bars` on a terminal, else `plain`.
    case auto
    /// A line now and then, for logs.
    case plain
    /// One JSON object a line, for programs.
    case json
    /// Nothing but warnings.
    case none
}

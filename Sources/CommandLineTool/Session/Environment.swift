import Foundation

/// The environment variables that Valise looks at, read once.
struct Environment: Sendable {
    let variables: [String: String]

    static var ofProcess: Environment { Environment(variables: ProcessInfo.processInfo.environment) }

    /// The value, `nil` where it is missing or empty.
    subscript(name: String) -> String? {
        variables[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Colour is for terminals that can, and for people who want it (no-color.org).
    var allowsColour: Bool { self["NO_COLOR"] == nil && self["TERM"] != "dumb" }
}

import TestKit
import Vocabulary

@testable import Bundling

/// A definition in a folder of its own. What is not given is a small sound one.
struct SampleDefinition {
    let folder: TemporaryFolder

    static let sheet = """
        name: app
        version: 1.0.0

        """
    static let compose = """
        services:
          web:
            image: web:1

        """

    init(_ files: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        let all = ["valise.yaml": Self.sheet, "compose.yaml": Self.compose].merging(files) { _, new in new }
        for (name, text) in all { try folder.write(text, at: name) }
    }

    func define(profileFolders: [AbsolutePath] = []) throws -> Definition {
        try Bundling.define(folder.path, profileFolders: profileFolders)
    }

    /// The errors for which it is refused; empty where it is not.
    func errors() throws -> [Problem] {
        do {
            _ = try define()
            return []
        } catch let problems as Problems {
            return problems.all.filter { $0.severity == .error }
        }
    }

    /// As a person sees them: place, code and message.
    func refusals() throws -> [String] { try errors().map(\.line) }
}

extension Problem {
    var line: String { (position.map { "\($0) " } ?? "") + "\(code): \(message)" }
}

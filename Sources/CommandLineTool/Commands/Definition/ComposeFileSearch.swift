import Foundation
import Vocabulary

/// Finds the Compose files of a folder as Docker Compose does.
enum ComposeFileSearch {
    // Compose Specification, 03-compose-file.md; the order is that of compose-go's `DefaultFileNames`.
    private static let names = ["compose.yaml", "compose.yml", "docker-compose.yml", "docker-compose.yaml"]
    private static let overrides = [
        "compose.override.yml", "compose.override.yaml", "docker-compose.override.yml",
        "docker-compose.override.yaml",
    ]

    /// The Compose file of the folder, or of the nearest one above that has any, and its override.
    static func files(from folder: AbsolutePath) throws -> [AbsolutePath] {
        var place = folder
        while true {
            if let file = first(names, in: place) { return [file] + [first(overrides, in: place)].compactMap { $0 } }
            guard place != .root else { break }
            place = place.parent
        }
        throw Problem(
            "compose.no-file", .definition, "there is no Compose file in `\(folder)` or above it",
            expected: names.map { "`\($0)`" }.joined(separator: " or "), hint: "name one: `valise config -f FILE`")
    }

    private static func first(_ names: [String], in folder: AbsolutePath) -> AbsolutePath? {
        names.map { folder.appending($0) }.first { FileManager.default.fileExists(atPath: $0.rawValue) }
    }
}

import Foundation

/// A Swift file of the project, and what it imports.
struct SourceFile: CustomStringConvertible {
    let target: String
    let path: String
    let lines: [String]

    /// The checkout that this test was built from.
    static let checkout = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every Swift file below `Sources`.
    static func all() throws -> [SourceFile] {
        let sources = checkout.appendingPathComponent("Sources")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
        return try paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
            let text = try String(contentsOf: sources.appendingPathComponent(path), encoding: .utf8)
            return SourceFile(
                target: String(path.prefix { $0 != "/" }), path: "Sources/" + path,
                lines: text.components(separatedBy: "\n"))
        }
    }

    struct Import {
        let module: String
        let isPublic: Bool
    }

    var imports: [Import] {
        lines.compactMap { line in
            var words = line.split(separator: " ").map(String.init)
            let isPublic = words.first == "public"
            while let word = words.first,
                ["public", "internal", "package", "private", "fileprivate"].contains(word)
                    || word.hasPrefix("@")
            {
                words.removeFirst()
            }
            guard words.count >= 2, words[0] == "import" else { return nil }
            let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
            let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
            return Import(module: String(name.prefix { $0 != "." }), isPublic: isPublic)
        }
    }

    var description: String { path }
}

import Compose
import Foundation
import Testing
import Vocabulary

@testable import CommandLineTool

/// What a person reads who has made a mistake in a Compose file: see `Tests/cases/compose-faulty/README.md`.
struct FaultyComposeTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "cases/compose-faulty")

    static func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".txt") }.sorted()
    }

    private struct Reader: ComposeFileReader {
        static let folder = AbsolutePath("definition", relativeTo: .root)
        let files: [String: String]
        func read(_ path: AbsolutePath) throws(Problem) -> [UInt8]? {
            path.below(Self.folder).flatMap { files[$0.rawValue] }.map { Array($0.utf8) }
        }
    }

    @Test func thereAreCases() throws { #expect(try Self.names().count >= 50) }

    @Test func areToldSoThatTheyCanBeMended() throws {
        for name in try Self.names() {
            let place = Self.folder.appending(path: name)
            let known = try String(contentsOf: place, encoding: .utf8)
            var parts: [(name: String, text: String)] = []
            for line in known.split(separator: "\n", omittingEmptySubsequences: false) {
                if line.hasPrefix("=== ") {
                    parts.append((String(line.dropFirst(4)), ""))
                } else if let last = parts.indices.last {
                    parts[last].text += line + "\n"
                }
            }
            parts.removeAll { $0.name == "said" }
            // The line end before the next part, or that of the file, is no line.
            for index in parts.indices {
                parts[index].text = String(parts[index].text.trimmingSuffix { $0 == "\n" }) + "\n"
            }
            let input = parts.map { "=== \($0.name)\n\($0.text)" }.joined()
            let whole = input + "=== said\n" + (try said(parts))
            if ProcessInfo.processInfo.environment["VALISE_RECORD_SNAPSHOTS"] == "1" {
                try Data(whole.utf8).write(to: place)
            } else {
                #expect(whole == known, "\(name)")
            }
        }
    }

    private func said(_ parts: [(name: String, text: String)]) throws -> String {
        let files = Dictionary(uniqueKeysWithValues: parts.map { ($0.name, $0.text) })
        let reader = Reader(files: files)
        var invocation = ComposeInvocation(environment: [:], workingDirectory: Reader.folder)
        invocation.files = (files["arguments"] ?? "").split(whereSeparator: \.isWhitespace).map(String.init)
            .filter { $0 != "-f" }
        let text = ProblemText(style: Style(isColoured: false))
        do {
            return text.of(try ComposeLoader.load(invocation.request(reader: reader), reader: reader).warnings)
        } catch {
            return text.of(error.all)
        }
    }
}

extension String {
    fileprivate func trimmingSuffix(_ isLeftOut: (Character) -> Bool) -> Substring {
        var text = self[...]
        while let last = text.last, isLeftOut(last) { text.removeLast() }
        return text
    }
}

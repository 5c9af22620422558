import Compose
import Foundation
import Testing
import Vocabulary

/// Projects with the reference's answer: see `Tests/cases/compose/README.md`.
@Suite struct CaseTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "cases/compose")

    static func names() -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return all.filter {
            FileManager.default.fileExists(atPath: folder.appending(path: $0 + "/expected.json").path)
        }.sorted()
    }

    struct DiskReader: ComposeFileReader {
        func read(_ path: AbsolutePath) throws(Problem) -> [UInt8]? {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path.rawValue, isDirectory: &isFolder) else { return nil }
            guard !isFolder.boolValue, let data = FileManager.default.contents(atPath: path.rawValue) else {
                throw Problem("test.folder", .definition, "\(path) is no file")
            }
            return Array(data)
        }
    }

    @Test func thereAreCases() { #expect(Self.names().count >= 9) }

    @Test(arguments: names()) func isWhatTheReferencePrints(name: String) throws {
        let project = Self.folder.appending(path: name)
        let directory = try #require(AbsolutePath(project.path))
        var invocation = ComposeInvocation(environment: ["HOME": "/home/user"], workingDirectory: directory)
        if let options = try? String(contentsOf: project.appending(path: "options"), encoding: .utf8) {
            var words = options.split(whereSeparator: \.isWhitespace).map(String.init)[...]
            while let option = words.popFirst() {
                guard let value = words.popFirst() else { break }
                if option == "-f" { invocation.files.append(value) } else { invocation.profiles.append(value) }
            }
        }
        let loaded = try ComposeLoader.load(invocation.request(reader: DiskReader()), reader: DiskReader())
        let printed = ComposePrinter.json(loaded.canonical, dollars: .doubled)
            .replacing(Self.folder.path, with: "@CASES@")
        let expected = try Data(contentsOf: project.appending(path: "expected.json"))
        let want = try JSONSerialization.jsonObject(with: expected) as? NSDictionary
        let got = try JSONSerialization.jsonObject(with: Data(printed.utf8)) as? NSDictionary
        #expect(want == got, "\(printed)")
    }
}

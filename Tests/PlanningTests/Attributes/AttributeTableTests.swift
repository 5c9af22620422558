import Compose
import Foundation
import Testing
import Vocabulary

@testable import Planning

/// No attribute of the Compose Specification is dropped silently.
@Suite struct AttributeTableTests {
    @Test func everyAttributeHasItsFate() {
        #expect(ComposeAttributes.paths.count > 250)
        #expect(ComposeAttributes.paths.filter { $0 != "services" && AttributeTable.row(of: $0) == nil } == [])
    }

    @Test func noRowIsOfAnUnknownAttribute() {
        let known = Set(ComposeAttributes.paths)
        #expect(AttributeTable.rows.map(\.path).filter { !known.contains($0) } == [])
        #expect(Set(AttributeTable.rows.map(\.path)).count == AttributeTable.rows.count)
    }

    /// The article has the table as the code has it; VALISE_RECORD_SNAPSHOTS=1 writes it anew.
    @Test func theDocumentationHasTheTable() throws {
        let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let article = sources.appendingPathComponent("Sources/Planning/Documentation.docc/ComposeAttributes.md")
        let text = try String(contentsOf: article, encoding: .utf8)
        let marks = ("<!-- table: written from AttributeTable -->\n", "<!-- end of the table -->\n")
        let start = try #require(text.range(of: marks.0)).upperBound
        let end = try #require(text.range(of: marks.1)).lowerBound
        if ProcessInfo.processInfo.environment["VALISE_RECORD_SNAPSHOTS"] == "1" {
            let new = text.replacingCharacters(in: start..<end, with: AttributeTable.markdown)
            try new.write(to: article, atomically: true, encoding: .utf8)
        } else {
            #expect(String(text[start..<end]) == AttributeTable.markdown)
        }
    }

    /// A service may be called like an attribute.
    @Test func namesAreNoAttributes() throws {
        let files = ["compose.yaml": "services: { attach: { image: a:1 }, privileged: { image: b:1 } }\n"]
        let project = try ComposeLoader.load(
            files: [.at("compose.yaml")], environment: [:], projectName: "app", profiles: [], reader: OneFile(files))
        #expect(ignoredAttributes(of: project) == [])
        let site = Profile(name: .named("site"), title: "Site", minimumHosts: 2, maximumHosts: 2)
        #expect(clusterAttributes(of: project, for: [site]) == [])
    }

    @Test func whatIsIgnoredIsSaid() throws {
        let files = [
            "compose.yaml": """
            services:
              web:
                image: web:1
                attach: false
                labels: { attach: mine }
                ports: [{ target: 80, published: "8080", name: http }]
                deploy: { replicas: 1, update_config: { parallelism: 2 } }
            networks: { default: { labels: { a: b } } }
            """
        ]
        let project = try ComposeLoader.load(
            files: [.at("compose.yaml")], environment: [:], projectName: "app", profiles: [], reader: OneFile(files))
        let notes = ignoredAttributes(of: project)
        #expect(
            Set(notes.map { "\($0.position?.line ?? 0) \($0.message)" }) == [
                "4 `attach` has no effect on one host: nobody is attached",
                "6 `ports.name` has no effect on one host: a note for people",
                "7 `deploy.update_config` has no effect on one host: one host rolls nothing",
            ])
        #expect(notes.allSatisfy { $0.severity == .note && $0.code == "lint.ignored-attribute" })
    }
}

private struct OneFile: ComposeFileReader {
    let files: [String: String]
    init(_ files: [String: String]) { self.files = files }
    func read(_ path: AbsolutePath) throws(Problem) -> [UInt8]? {
        path.below(ComposeLoader.definitionDirectory).flatMap { files[$0.rawValue] }.map { Array($0.utf8) }
    }
}

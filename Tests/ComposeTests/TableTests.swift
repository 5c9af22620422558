import Compose
import Foundation
import Testing
import Vocabulary

/// Many small projects with the reference's answer: see `Tests/cases/compose-tables/README.md`.
@Suite struct TableTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "cases/compose-tables")

    static func names() -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return all.filter { $0.hasSuffix(".jsonl") }.sorted()
    }

    @Test func thereAreTables() { #expect(Self.names().count >= 12) }

    @Test(arguments: names()) func isWhatTheReferenceAnswers(table: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: table), encoding: .utf8)
        var differences: [String] = []
        // What is printed as text counts to the sign there, with the order of keys.
        func compare(_ name: String, _ kind: String, _ expected: Any?, _ printed: String) {
            guard let expected = expected as? String, expected != printed else { return }
            differences.append("\(name), \(kind):\n\(printed)")
        }
        for line in text.split(separator: "\n") {
            let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let name = row["name"] as? String ?? ""
            let expected = row["expected"] as? NSDictionary
            if row["yaml"] != nil || row["json"] != nil {
                let project = try project(row).0
                compare(name, "yaml", row["yaml"], YAMLPrinter.text(of: YAMLForm.of(project).doublingDollars))
                compare(name, "json", row["json"], ComposePrinter.json(JSONForm.of(project), dollars: .doubled))
            }
            switch (expected, Result { try answer(row) }) {
            case (nil, .failure(let problems)): #expect(problems is Problems, "\(name): \(problems)")
            case (nil, .success): differences.append("\(name): the reference refuses it")
            case (_?, .failure(let problems)): differences.append("\(name): \(problems)")
            case (let expected?, .success(let model)):
                if model != expected { differences.append("\(name): \(model)") }
            }
        }
        #expect(differences.isEmpty, "\(differences.joined(separator: "\n"))")
    }

    /// The model of one row, as the reference prints it in JSON.
    private func answer(_ row: [String: Any]) throws -> NSDictionary {
        let (project, leave) = try project(row)
        if let problems = JSONForm.problems(of: project) { throw problems }
        let printed = ComposePrinter.json(project.canonical, dollars: leave ? .plain : .doubled)
        return try #require(try JSONSerialization.jsonObject(with: Data(printed.utf8)) as? NSDictionary)
    }

    /// The project of a row, and whether its variables are left as they are.
    private func project(_ row: [String: Any]) throws -> (ComposeProject, Bool) {
        let reader = FolderReader(files: row["files"] as? [String: String] ?? [:])
        let environment = row["environment"] as? [String: String] ?? [:]
        var invocation = ComposeInvocation(
            environment: ["HOME": "/home/user"].merging(environment) { $1 }, workingDirectory: FolderReader.folder)
        var leave = false
        var leftOut: Set<ComposeRequest.OptionalStage> = []
        var words = (row["arguments"] as? [String] ?? [])[...]
        while let word = words.popFirst() {
            switch word {
            case "--no-interpolate": leave = true
            case "--no-normalize": leftOut.insert(.normalization)
            case "--no-path-resolution": leftOut.insert(.pathResolution)
            case "--no-consistency": leftOut.insert(.consistency)
            default: break
            }
            if word.hasPrefix("--no-") { continue }
            let value = words.popFirst() ?? ""
            switch word {
            case "-f": invocation.files.append(value)
            case "--env-file": invocation.environmentFiles.append(value)
            case "--profile": invocation.profiles.append(value)
            case "--project-directory": invocation.projectDirectory = value
            case "-p": invocation.projectName = value
            default: Issue.record("unknown argument \(word)")
            }
        }
        var request = try invocation.request(reader: reader)
        request.leftOut = leftOut
        request.interpolation = leave ? .leave : .resolve
        return (try ComposeLoader.load(request, reader: reader), leave)
    }
}

/// Files below one folder, which the expectations call `/@CASE@`.
struct FolderReader: ComposeFileReader {
    static let folder = AbsolutePath("@CASE@", relativeTo: .root)
    var files: [String: String]

    func read(_ path: AbsolutePath) throws(Problem) -> [UInt8]? {
        guard let relative = path.below(Self.folder)?.rawValue else {
            if path == Self.folder { throw Problem("test.folder", .definition, "\(path) is a folder") }
            return nil
        }
        if files.keys.contains(where: { $0.hasPrefix(relative + "/") }) {
            throw Problem("test.folder", .definition, "\(path) is a folder")
        }
        return files[relative].map { Array($0.utf8) }
    }
}

import Foundation
import Testing

/// The built `valise`, run as a person runs it, in a folder of its own, with a bare environment.
struct Program {
    /// Removed with the fixture.
    let scratch: URL

    struct Outcome {
        var exit: Int32
        var output: String
        var error: String
    }

    /// Beside the test runner, where SwiftPM puts all products.
    static var executable: URL {
        let runner = Bundle.main.executableURL?.deletingLastPathComponent().appending(path: "valise")
        if let runner, FileManager.default.isExecutableFile(atPath: runner.path) { return runner }
        return URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.build/debug/valise")
    }

    init() throws {
        scratch = FileManager.default.temporaryDirectory.appending(path: "valise-cli-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    }

    func remove() { try? FileManager.default.removeItem(at: scratch) }

    func write(_ text: String, to path: String) throws {
        let file = scratch.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    /// Runs it to its end. Output goes to files, so that no pipe can fill up.
    func run(_ arguments: [String], input: String = "", environment: [String: String] = [:]) throws -> Outcome {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.currentDirectoryURL = scratch
        process.environment = [
            "PATH": "/usr/bin:/bin", "HOME": scratch.path, "LC_ALL": "C.UTF-8",
            "VALISE_STATE_DIR": scratch.appending(path: "state").path,
            "DOCKER_HOST": "unix://\(scratch.path)/no-engine.sock",
        ].merging(environment) { _, new in new }
        let streams = scratch.appending(path: ".streams")
        try FileManager.default.createDirectory(at: streams, withIntermediateDirectories: true)
        let files = ["input", "output", "error"].map { streams.appending(path: $0) }
        for (file, content) in zip(files, [input, "", ""]) { try Data(content.utf8).write(to: file) }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        return Outcome(
            exit: process.terminationStatus, output: String(decoding: try Data(contentsOf: files[1]), as: UTF8.self),
            error: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
    }
}

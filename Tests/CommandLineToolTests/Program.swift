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

    /// Also the boot units that its installs have written, where the test runs as root on a machine with systemd; a test that failed has not uninstalled.
    func remove() {
        let files = FileManager.default
        let units = URL(fileURLWithPath: "/etc/systemd/system")
        for name in (try? files.contentsOfDirectory(atPath: units.path)) ?? [] where name.hasPrefix("valise-") {
            let unit = units.appending(path: name)
            guard let text = try? String(contentsOf: unit, encoding: .utf8), text.contains(scratch.path) else {
                continue
            }
            try? files.removeItem(at: units.appending(path: "multi-user.target.wants/" + name))
            try? files.removeItem(at: unit)
        }
        try? files.removeItem(at: scratch)
    }

    func write(_ text: String, to path: String) throws { try write(Data(text.utf8), to: path) }

    func write(_ bytes: Data, to path: String) throws {
        let file = scratch.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: file)
    }

    /// Runs it to its end.
    func run(_ arguments: [String], input: String = "", environment: [String: String] = [:]) async throws -> Outcome {
        try await start(arguments, input: input, environment: environment).ended()
    }

    enum Stream { case output, error }

    /// Runs it until it has printed `text`, then presses Ctrl-C. Gives up after 20 s.
    func interrupt(
        _ arguments: [String], once text: String, in stream: Stream, environment: [String: String] = [:]
    ) async throws -> Outcome {
        let run = try start(arguments, input: "", environment: environment)
        for _ in 0..<400 where run.process.isRunning {
            if try run.text(of: stream).contains(text) { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        run.process.interrupt()
        return try await run.ended()
    }

    private struct Run {
        let process: Process
        let output: URL
        let error: URL

        func text(of stream: Stream) throws -> String {
            String(decoding: try Data(contentsOf: stream == .output ? output : error), as: UTF8.self)
        }
        /// Waits without holding a thread: a stub engine in this process must be able to answer.
        func ended() async throws -> Outcome {
            while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
            return Outcome(exit: process.terminationStatus, output: try text(of: .output), error: try text(of: .error))
        }
    }

    /// Output goes to files, so that no pipe can fill up.
    private func start(_ arguments: [String], input: String, environment: [String: String]) throws -> Run {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = arguments
        process.currentDirectoryURL = scratch
        process.environment = [
            "PATH": "/usr/bin:/bin", "HOME": scratch.path, "LC_ALL": "C.UTF-8",
            "VALISE_STATE_DIR": scratch.appending(path: "state").path,
            "DOCKER_HOST": "unix://\(scratch.path)/no-engine.sock",
        ].merging(environment) { _, new in new }
        let streams = scratch.appending(path: ".streams-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: streams, withIntermediateDirectories: true)
        let files = ["input", "output", "error"].map { streams.appending(path: $0) }
        for (file, content) in zip(files, [input, "", ""]) { try Data(content.utf8).write(to: file) }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        return Run(process: process, output: files[1], error: files[2])
    }
}

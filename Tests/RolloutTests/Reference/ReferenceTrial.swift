import EngineClient
import Foundation
import Opening
import Planning
import TestKit
import Testing
import Vocabulary

@testable import Rollout

/// One Compose file, given to Docker Compose and to Valise, each with a stub engine of its own that writes down what it is asked to make.
struct ReferenceTrial {
    let compose: String
    /// Files of the project, besides the Compose file.
    let files: [String: String]

    /// The program of Docker Compose, from VALISE_TEST_COMPOSE; `nil` where there is none.
    static let program = ProcessInfo.processInfo.environment["VALISE_TEST_COMPOSE"].flatMap { $0.isEmpty ? nil : $0 }

    /// What differs between the requests of both, one line each, without what differs always (``Comparable``).
    func differences() async throws -> [String] {
        let theirs = try await reference()
        let ours = try await own()
        return Set(theirs.keys).union(ours.keys).sorted().flatMap { name -> [String] in
            switch (theirs[name], ours[name]) {
            case (let theirs?, let ours?): theirs.differences(from: ours, at: name)
            case (_?, nil): ["\(name): only the reference makes it"]
            case (nil, _): ["\(name): only valise makes it"]
            }
        }
    }

    private var images: [String] {
        compose.split(separator: "\n").compactMap { line in
            let text = line.trimmingCharacters(in: .whitespaces)
            return text.hasPrefix("image: ") ? String(text.dropFirst(7)) : nil
        }
    }

    private func reference() async throws -> [String: StubJSON] {
        let folder = try TemporaryFolder()
        for (name, text) in files { try folder.write(text, at: name) }
        try folder.write(compose, at: "compose.yaml")
        return try await StubEngine.run { engine in
            for name in Set(images) {
                var image = try PlainImage(files: ["file": "x"])
                image.execution.volumes = nil
                _ = try await engine.add(image, as: try SampleApplication.image(name))
            }
            let outcome = try await Self.run(
                ["-p", "sample", "-f", "compose.yaml", "up", "--no-start", "--no-build", "--pull", "never"], in: folder,
                engine)
            #expect(outcome.code == 0, "\(outcome.output)")
            return try await requests(engine, folder.path)
        }
    }

    private func own() async throws -> [String: StubJSON] {
        let application = try SampleApplication(compose: compose, files: files, images: Array(Set(images)).sorted())
        return try await StubEngine.run { engine in
            await engine.script(.all, StubScript())
            // What others wait for the end of.
            await engine.script(.service("job"), StubScript(exitCode: 0))
            let site = try Site(engine: engine.address)
            _ = try await site.install(application)
            return try await requests(engine, site.state)
        }
    }

    private func requests(_ engine: StubEngine, _ folder: AbsolutePath) async throws -> [String: StubJSON] {
        let containers = try await engine.client().listContainers(.all)
        return ComparableRequest.all(
            await engine.creations(), folder: folder.rawValue,
            names: Dictionary(containers.map { ($0.id, $0.name) }) { first, _ in first })
    }

    private static func run(
        _ arguments: [String], in folder: TemporaryFolder, _ engine: StubEngine
    ) async throws -> (code: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(program))
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path.rawValue)
        process.environment = [
            "DOCKER_HOST": "\(engine.address)", "HOME": folder.path.rawValue, "PATH": "/usr/bin:/bin",
        ]
        let log = folder.path.appending("output.log").rawValue
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let handle = try #require(FileHandle(forWritingAtPath: log))
        process.standardOutput = handle
        process.standardError = handle
        process.standardInput = FileHandle.nullDevice
        let code = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        return (code, String(decoding: try folder.read("output.log"), as: UTF8.self))
    }
}

extension StubJSON {
    /// Where two documents differ: `path: theirs, ours`.
    func differences(from ours: StubJSON, at path: String) -> [String] {
        guard self != ours else { return [] }
        if case .object(let left) = self, case .object(let right) = ours {
            return Set(left.keys).union(right.keys).sorted().flatMap { key in
                (left[key] ?? .null).differences(from: right[key] ?? .null, at: "\(path).\(key)")
            }
        }
        return ["\(path): \(short), \(ours.short)"]
    }

    private var short: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return String(decoding: try encoder.encode(self), as: UTF8.self) } catch { return "\(self)" }
    }
}

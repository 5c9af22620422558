import Foundation
import Vocabulary

/// A program of the system, run with fixed arguments, no input, a clean environment and a time limit.
struct SystemProgram: Sendable {
    let path: String

    /// The first of the two that is there.
    init(path: String, otherwise: String) { self.path = access(path, X_OK) == 0 ? path : otherwise }

    /// Waits for it to end with 0. Throws `host.program-failed` with the first 2,000 bytes that it wrote to its standard error.
    func run(_ arguments: [String], seconds: Double) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        let ended = DispatchSemaphore(value: 0)
        process.terminationHandler = { _ in ended.signal() }
        let line = ([path] + arguments).joined(separator: " ")
        do {
            try process.run()
        } catch {
            throw Problem("host.program-failed", .step, "cannot run `\(line)`: \(error.localizedDescription)")
        }
        errors.fileHandleForWriting.closeFile()
        guard ended.wait(timeout: .now() + seconds) == .success else {
            kill(process.processIdentifier, SIGKILL)
            throw Problem(
                "host.program-failed", .step, "`\(line)` did not end", expected: "an end within \(Int(seconds)) s",
                hint: "run it by hand")
        }
        guard process.terminationStatus != 0 else { return }
        // A pipe holds 64 KiB, so a program that has ended has put all there that is read here.
        let text = errors.fileHandleForReading.availableData.prefix(2_000)
        throw Problem(
            "host.program-failed", .step, "`\(line)` failed", found: String(decoding: text, as: UTF8.self),
            hint: "run it by hand")
    }
}

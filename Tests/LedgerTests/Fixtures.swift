import Foundation
import Testing
import Vocabulary

@testable import Ledger

/// A folder of its own, gone with the value that owns it.
final class Scratch: Sendable {
    let path: AbsolutePath

    init() throws {
        let name = FileManager.default.temporaryDirectory.path + "/valise-ledger-" + UUID().uuidString
        path = try #require(AbsolutePath(name))
        try FileManager.default.createDirectory(atPath: name, withIntermediateDirectories: true)
        chmod(name, 0o755)
    }
    deinit { try? FileManager.default.removeItem(atPath: path.rawValue) }

    /// A state folder that is not there yet.
    var state: AbsolutePath { path.appending("state") }

    func mode(_ name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path.appending(name).rawValue)
        return try #require(attributes[.posixPermissions] as? Int)
    }
}

enum Sample {
    static func name(_ text: String) throws -> InstallationName { try #require(InstallationName(text)) }

    static func draft(_ version: String = "1.0.0", password: String = "s3cret") throws -> ReleaseDraft {
        ReleaseDraft(
            application: try #require(ApplicationName("hello")), version: try #require(Version(version)),
            bundle: Digest.of(Array(version.utf8)), bundlePath: try #require(AbsolutePath("/media/hello.valise")),
            manifest: Array("{}".utf8),
            answers: Answers([
                try #require(VariableName("GREETING")): .plain("Grüß \"Gott\""),
                try #require(VariableName("PASSWORD")): .secret(Secret(password)),
            ]),
            composeProfiles: ["b", "a"], profile: ProfileName("demo-laptop"))
    }

    static func steps(_ count: Int) -> [PlannedStep] {
        (0..<count).map { PlannedStep(id: "step:\($0)", kind: "step", payload: [UInt8($0)]) }
    }
}

/// The problem that a body throws, whole.
func problem(_ body: () throws -> Void) throws -> Problem {
    do {
        try body()
    } catch let problem as Problem {
        return problem
    }
    Issue.record("no problem was thrown")
    throw CancellationError()
}

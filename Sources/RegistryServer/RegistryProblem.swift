import Foundation
import NIOCore
import Vocabulary

/// What can go wrong while serving.
enum RegistryProblem {
    static func of(_ error: any Error) -> Problem {
        switch error {
        case let problem as Problem: problem
        case let problems as Problems: problems.all[0]
        default: Problem("registry.content", .defect, "cannot give out stored content: \(error)")
        }
    }

    static func cannotListen(_ host: String, _ port: Int, _ error: any Error) -> Problem {
        let isTaken = (error as? IOError)?.errnoCode == EADDRINUSE
        let reason = (error as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(error)"
        return Problem(
            "registry.cannot-listen", .step, "cannot listen on \(host):\(port): \(reason)",
            consequence: "nothing was changed",
            hint: isTaken
                ? "see who does with `ss -ltnp 'sport = :\(port)'`, or leave the port out to have a free one" : nil)
    }

    static func shortBody(_ digest: Digest, expected: Int64, found: Int64) -> Problem {
        Problem(
            "registry.short-content", .bundle, "cannot give out \(digest): it is shorter than it should be",
            expected: "\(expected) bytes", found: "\(found) bytes",
            consequence: "the client was told by a broken connection", hint: "run `valise verify` on the bundle")
    }
}

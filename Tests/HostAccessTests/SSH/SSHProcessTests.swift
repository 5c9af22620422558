import Foundation
import Testing

@testable import HostAccess

/// How an `ssh` ends, with several at a time.
@Suite struct SSHProcessTests {
    /// What is started at the same moment must not hold up what ends at once.
    @Test func anEndIsHeardOfWhileOthersGoOn() async throws {
        func arguments(_ proxy: String) -> [String] {
            ["-F", "/dev/null", "-o", "BatchMode=yes", "-o", "ProxyCommand=\(proxy)", "nowhere", "true"]
        }
        let started = try await withThrowingTaskGroup(of: (isShort: Bool, process: SSHProcess).self) { group in
            for number in 0..<12 {
                let isShort = number % 2 == 0
                group.addTask { (isShort, try SSHProcess(arguments(isShort ? "false" : "sleep 60"))) }
            }
            return try await group.reduce(into: [(isShort: Bool, process: SSHProcess)]()) { $0.append($1) }
        }
        defer {
            for (_, process) in started {
                close(process.socket)
                process.end()
            }
        }
        for (_, process) in started.filter(\.isShort) {
            let outcome = await withCheckedContinuation { continuation in
                Thread.detachNewThread { continuation.resume(returning: process.outcome(within: 10)) }
            }
            #expect(outcome?.status == 255)
            #expect(outcome?.errors.isEmpty == false)
        }
    }
}

import Foundation
import Testing
import Vocabulary

@testable import Ledger

/// Processes that are killed, and processes that meet.
@Suite struct CrashTests {
    @Test(arguments: 0...8)
    func killedAtEveryRecord(_ records: Int) async throws {
        let scratch = try Scratch()
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [state = scratch.state.rawValue as String, records = records as Int] in
            let ledger = try Ledger(at: try #require(AbsolutePath(state)), activity: "install hello")
            let name = try Sample.name("hello")
            _ = try ledger.addRelease(try Sample.draft(), to: name)
            let operation = try ledger.beginOperation(.install, of: name, release: 1, steps: Sample.steps(4))
            for record in 0..<records {
                let step = "step:\(record / 2)"
                if record.isMultiple(of: 2) {
                    try ledger.begin(step: step, of: operation.id)
                } else {
                    try ledger.end(step: step, of: operation.id, outcome: .applied)
                }
            }
            kill(getpid(), SIGKILL)
        }
        let dead = try #require(try LedgerReader.open(at: scratch.state)?.lockHolder())
        #expect(dead.activity == "install hello")
        // The lock of the dead is taken over, and everything that was said to be written is there.
        let ledger = try Ledger(at: scratch.state)
        let operation = try #require(try ledger.openOperation(of: try Sample.name("hello")))
        #expect(try ledger.journal(of: operation.id).count == records)
        let states = try ledger.steps(of: operation.id).map(\.state)
        for (position, state) in states.enumerated() {
            let written = records - 2 * position
            #expect(state == (written <= 0 ? .pending : written == 1 ? .begun : .ended(.applied)))
        }
        #expect(try ledger.installation(try Sample.name("hello"))?.state == .installing)
    }

    @Test(arguments: 0..<4)
    func killedAtAnyMoment(_ round: Int) async throws {
        let scratch = try Scratch()
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [folder = scratch.path.rawValue as String, round = round as Int] in
            let path = try #require(AbsolutePath(folder))
            let ledger = try Ledger(at: path.appending("state"))
            let name = try Sample.name("hello")
            _ = try ledger.addRelease(try Sample.draft(), to: name)
            let operation = try ledger.beginOperation(.install, of: name, release: 1, steps: Sample.steps(1))
            let acknowledged = open(path.appending("acknowledged").rawValue, O_WRONLY | O_CREAT, 0o600)
            Thread.detachNewThread {
                usleep(UInt32(20_000 + round * 7_000))
                kill(getpid(), SIGKILL)
            }
            while true {
                try ledger.begin(step: "step:0", of: operation.id)
                write(acknowledged, ".", 1)
                try ledger.end(step: "step:0", of: operation.id, outcome: .applied)
                write(acknowledged, ".", 1)
            }
        }
        let acknowledged = try #require(
            FileManager.default.contents(atPath: scratch.path.appending("acknowledged").rawValue))
        let ledger = try Ledger(at: scratch.state)
        let operation = try #require(try ledger.openOperation(of: try Sample.name("hello")))
        let count = try ledger.journal(of: operation.id).count
        #expect(count == acknowledged.count || count == acknowledged.count + 1)
    }

    @Test func aSecondProcessIsToldWhoIsAtWork() async throws {
        let scratch = try Scratch()
        async let first = #expect(processExitsWith: .success) { [folder = scratch.path.rawValue as String] in
            let path = try #require(AbsolutePath(folder))
            let ledger = try Ledger(at: path.appending("state"), activity: "install hello")
            try Data("\(getpid())".utf8).write(
                to: URL(fileURLWithPath: path.appending("ready").rawValue), options: .atomic)
            for _ in 0..<6_000 where access(path.appending("leave").rawValue, F_OK) != 0 { usleep(20_000) }
            ledger.close()
        }
        let ready = scratch.path.appending("ready").rawValue
        for _ in 0..<6_000 where access(ready, F_OK) != 0 { try await Task.sleep(for: .milliseconds(20)) }
        let process = try #require(
            FileManager.default.contents(atPath: ready).map { String(decoding: $0, as: UTF8.self) })
        let start = ContinuousClock().now
        let found = try problem { _ = try Ledger(at: scratch.state) }
        #expect(start.duration(to: ContinuousClock().now) < .seconds(2), "it is not waited for")
        #expect(found.code == "ledger.locked")
        #expect(found.exit == .step)
        #expect(found.message.hasPrefix("cannot begin: process \(process) on host `"))
        #expect(found.message.hasSuffix("` is at work on this target (install hello)"))
        #expect(found.consequence == "nothing was changed")
        #expect(try LedgerReader.open(at: scratch.state)?.lockHolder()?.activity == "install hello")
        try Data().write(to: URL(fileURLWithPath: scratch.path.appending("leave").rawValue))
        _ = await first
        _ = try Ledger(at: scratch.state)
    }

    @Test(arguments: [0, 0o022, 0o777])
    func modesHoldWhateverTheUmask(_ mask: Int) async throws {
        let scratch = try Scratch()
        await #expect(processExitsWith: .success) { [state = scratch.state.rawValue as String, mask = mask as Int] in
            umask(mode_t(mask))
            let path = try #require(AbsolutePath(state))
            let ledger = try Ledger(at: path)
            _ = try ledger.addRelease(try Sample.draft(), to: try Sample.name("hello"))
            for name in try FileManager.default.contentsOfDirectory(atPath: state) {
                var information = stat()
                #expect(stat(path.appending(name).rawValue, &information) == 0)
                #expect(information.st_mode & 0o7777 == 0o600, "\(name)")
            }
            withExtendedLifetime(ledger) {}
        }
        #expect(try scratch.mode("state") == 0o700)
        #expect(try scratch.mode("state/ledger.sqlite") == 0o600)
    }
}

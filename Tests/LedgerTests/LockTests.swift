import Foundation
import GRDB
import Testing
import Vocabulary

@testable import Ledger

/// Who is dead, who is alive. A holder is put into the ledger as another process would have left it.
@Suite struct LockTests {
    func leave(_ change: (inout LockHolder) -> Void, in scratch: Scratch) throws {
        let ledger = try Ledger(at: scratch.state)
        var holder = try #require(try ledger.lockHolder())
        change(&holder)
        try ledger.store.write { try LockRow(holder: holder, token: "another").put($0) }
    }

    @Test func aHolderOfAnEarlierBootIsDead() throws {
        let scratch = try Scratch()
        try leave({ $0.boot = "before" }, in: scratch)
        #expect(try Ledger(at: scratch.state).lockHolder()?.process == Int(getpid()))
    }

    @Test func aProcessThatIsGoneIsDead() throws {
        let scratch = try Scratch()
        // Above the largest number that Linux gives to a process (PID_MAX_LIMIT, 2²²).
        try leave({ $0.process = 4_194_305 }, in: scratch)
        #expect(try Ledger(at: scratch.state).lockHolder()?.process == Int(getpid()))
    }

    @Test func anotherProcessOfTheSameNumberIsNotTheHolder() throws {
        let scratch = try Scratch()
        try leave({ $0.processStart = "1" }, in: scratch)
        #expect(try Ledger(at: scratch.state).lockHolder()?.processStart != "1")
    }

    @Test func aHolderOnAnotherHostCountsAsAlive() throws {
        let scratch = try Scratch()
        try leave(
            {
                $0.host = "elsewhere"
                $0.machine = "another"
            }, in: scratch)
        let found = try problem { _ = try Ledger(at: scratch.state) }
        #expect(found.code == "ledger.locked")
        #expect(found.message.contains("on host `elsewhere`"))
        #expect(found.found?.hasSuffix("Z") == true, "a time that people can read")
    }

    /// Its name changed with the reboot.
    @Test func aMachineThatWasRenamedIsTheSame() throws {
        let scratch = try Scratch()
        try leave(
            {
                $0.host = "elsewhere"
                $0.boot = "before"
            }, in: scratch)
        #expect(try Ledger(at: scratch.state).lockHolder()?.host != "elsewhere")
    }

    @Test func twoLedgersOfOneProcessExcludeEachOther() throws {
        let scratch = try Scratch()
        let first = try Ledger(at: scratch.state)
        #expect(try problem { _ = try Ledger(at: scratch.state) }.code == "ledger.locked")
        first.close()
        _ = try Ledger(at: scratch.state)
    }

    @Test func whoLostTheLockWritesNothingMore() throws {
        let scratch = try Scratch()
        let ledger = try Ledger(at: scratch.state)
        try ledger.store.write { try $0.execute(sql: "UPDATE lock SET token = 'another'") }
        let found = try problem { _ = try ledger.addRelease(try Sample.draft(), to: try Sample.name("hello")) }
        #expect(found.code == "ledger.lock-lost")
        #expect(found.message.hasPrefix("cannot go on: another valise has taken the lock"))
        #expect(try ledger.installations().isEmpty)
    }
}

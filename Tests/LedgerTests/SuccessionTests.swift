import Foundation
import GRDB
import Testing
import Vocabulary

@testable import Ledger

/// Copies of a ledger, and which of several counts in a state folder.
@Suite struct SuccessionTests {
    private func put(_ copy: (head: LedgerHead, content: [UInt8]), in state: AbsolutePath) throws {
        let folder = state.appending(LedgerCopy.folder).appending(copy.head.folderName)
        try FileManager.default.createDirectory(
            atPath: folder.rawValue, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        chmod(state.rawValue, 0o700)
        #expect(
            FileManager.default.createFile(
                atPath: folder.appending(LedgerCopy.fileName).rawValue, contents: Data(copy.content)))
    }

    @Test func aHeadIsReadFromTheNameOfItsFolder() throws {
        let scratch = try Scratch()
        let head = try Ledger(at: scratch.state).head()
        #expect(LedgerHead(folderName: head.folderName) == head)
        #expect(head.term == 1)
        #expect(head.revision == 0)
        for name in [
            "", "a.b.c.d", ".\(head.folderName)", "\(head.folderName).tmp", "\(head.target).01.\(head.claim).1",
        ] {
            #expect(LedgerHead(folderName: name) == nil)
        }
        var later = head
        later.revision = 10
        var next = head
        (next.term, next.revision) = (2, 0)
        #expect(head < later)
        #expect(later < next)
    }

    @Test func aCopyHoldsEverythingAndNoLock() throws {
        let (first, second) = (try Scratch(), try Scratch())
        let ledger = try Ledger(at: first.state, activity: "install hello")
        let name = try Sample.name("hello") as InstallationName
        _ = try ledger.addRelease(try Sample.draft(), to: name)
        let copy = try ledger.copy(.goesOn)
        #expect(copy.head.revision == 1)
        #expect(try ledger.head() == copy.head)
        try put(copy, in: second.state)
        let reader = try #require(try LedgerReader.open(at: second.state))
        #expect(try reader.installations().map(\.name) == [name])
        #expect(try reader.releases(of: name) == ledger.releases(of: name))
        #expect(try reader.isHeld() == false)
        #expect(try reader.lockHolder() == nil)
        #expect(try reader.workerOfCopy()?.activity == "install hello")
        #expect(try ledger.copy(.ended).head.revision == 2)
        // Nothing of the making is left.
        let names = try FileManager.default.contentsOfDirectory(atPath: first.state.rawValue)
        #expect(names.allSatisfy { $0.hasPrefix("ledger.sqlite") })
    }

    @Test func whoWorksIsOnlyInCopiesThatAreMadeMeanwhile() throws {
        let (first, second) = (try Scratch(), try Scratch())
        try put(try Ledger(at: first.state).copy(.ended), in: second.state)
        #expect(try #require(try LedgerReader.open(at: second.state)).workerOfCopy() == nil)
    }

    @Test func aCopyTakesThePlaceOfNothing() throws {
        let (first, second) = (try Scratch(), try Scratch())
        let ledger = try Ledger(at: first.state)
        _ = try ledger.addRelease(try Sample.draft(), to: try Sample.name("hello"))
        try put(try ledger.copy(.ended), in: second.state)
        let other = try Ledger(at: second.state)
        #expect(try other.targetID() == ledger.targetID())
        #expect(try other.installations().count == 1)
        #expect(try other.isHeld() == false)
        // It is the ledger of that folder now, and changes like one.
        _ = try other.addRelease(try Sample.draft(), to: try Sample.name("again"))
        other.close()
        #expect(try #require(try LedgerReader.open(at: second.state)).installations().count == 2)
        #expect(try ledger.installations().count == 1)
    }

    @Test func anOlderCopyDoesNotCount() throws {
        let scratch = try Scratch()
        let ledger = try Ledger(at: scratch.state)
        try put(try ledger.copy(.ended), in: scratch.state)
        _ = try ledger.addRelease(try Sample.draft(), to: try Sample.name("hello"))
        ledger.close()
        #expect(try #require(try LedgerReader.open(at: scratch.state)).installations().count == 1)
        #expect(try Ledger(at: scratch.state).installations().count == 1)
    }

    @Test func aNewerOneDoes() throws {
        let (first, second) = (try Scratch(), try Scratch())
        let ledger = try Ledger(at: first.state)
        _ = try ledger.addRelease(try Sample.draft(), to: try Sample.name("hello"))
        try put(try ledger.copy(.ended), in: second.state)
        let other = try Ledger(at: second.state)
        let host = try HostTests.host("h2", "10.0.0.2")
        try other.beginTerm(2, claim: UUID().uuidString.lowercased(), holder: host.name, hosts: [host])
        _ = try other.addRelease(try Sample.draft(), to: try Sample.name("more"))
        try put(try other.copy(.ended), in: first.state)
        ledger.close()
        let back = try Ledger(at: first.state)
        #expect(try back.head().term == 2)
        #expect(try back.holder() == host.name)
        #expect(try back.isHeld() == false)
        #expect(try back.installations().count == 2)
    }

    /// A machine that has a target of its own is not made a host of another one by what lies beside it.
    @Test func aCopyOfAnotherTargetDoesNotCountWhereSomethingIsInstalled() throws {
        let (first, second) = (try Scratch(), try Scratch())
        let own = try Ledger(at: second.state)
        _ = try own.addRelease(try Sample.draft(), to: try Sample.name("mine"))
        let target = try own.targetID()
        own.close()
        try put(try Ledger(at: first.state).copy(.ended), in: second.state)
        #expect(try Ledger(at: second.state).targetID() == target)
    }

    @Test func theWaysToHostsAreThoseFromHere() throws {
        let scratch = try Scratch()
        let ledger = try Ledger(at: scratch.state)
        let (h1, h2) = (try HostTests.host("h1", "10.0.0.1"), try HostTests.host("h2", "10.0.0.2", ssh: "root@h2"))
        try ledger.addHosts([h1, h2])
        let seen = [try HostTests.host("h1", "10.0.0.1", ssh: "root@h1"), try HostTests.host("h2", "10.0.0.2")]
        try ledger.beginTerm(2, claim: UUID().uuidString.lowercased(), holder: h2.name, hosts: seen)
        #expect(try ledger.hosts().map(\.host) == seen)
        #expect(try ledger.isHeld())
        try ledger.giveUp()
        #expect(try ledger.isHeld() == false)
    }

    @Test func aDamagedCopyIsNamed() throws {
        let scratch = try Scratch()
        let head = LedgerHead(target: UUID().uuidString, term: 1, claim: UUID().uuidString, revision: 4)
        try put((head, Array("not a ledger at all, but long enough to be looked at".utf8)), in: scratch.state)
        let found = try problem { _ = try Ledger(at: scratch.state) }
        #expect(["ledger.damaged", "ledger.not-a-ledger"].contains(found.code))
        #expect(found.message.contains(head.folderName))
    }

    /// A ledger from before there were copies.
    @Test func anOlderLedgerHoldsItself() throws {
        let scratch = try Scratch()
        do {
            let ledger = try Ledger(at: scratch.state)
            try ledger.store.write { database in
                try database.execute(
                    sql: "DROP TABLE succession; DELETE FROM grdb_migrations WHERE identifier = '3'")
            }
        }
        #expect(try #require(try LedgerReader.open(at: scratch.state)).isHeld())
        let ledger = try Ledger(at: scratch.state)
        #expect(try ledger.isHeld())
        #expect(try ledger.head().term == 1)
    }
}

import GRDB
import Testing
import Vocabulary

@testable import Ledger

@Suite struct ReleaseTests {
    @Test func releasesAreNumberedAndComeBackWhole() throws {
        let scratch = try Scratch()
        let ledger = try Ledger(at: scratch.state)
        let name = try Sample.name("hello")
        #expect(try ledger.installations().isEmpty)

        let draft = try Sample.draft()
        let first = try ledger.addRelease(draft, to: name)
        #expect(first.number == 1)
        #expect(try ledger.installation(name)?.state == .installing)
        #expect(try ledger.currentRelease(of: name) == nil)
        try ledger.makeCurrent(release: 1, of: name)
        #expect(try ledger.currentRelease(of: name)?.content == draft)
        #expect(try ledger.installation(name)?.state == .installed)

        let second = try ledger.addRelease(try Sample.draft("2.0.0"), to: name)
        #expect(second.number == 2)
        #expect(try ledger.currentRelease(of: name)?.number == 1)
        try ledger.makeCurrent(release: 2, of: name)
        #expect(try ledger.releases(of: name).map(\.state) == [.superseded, .current])
        #expect(try ledger.installation(name)?.currentRelease == 2)

        try ledger.setState(.removed, of: name)
        #expect(try ledger.installation(name)?.currentRelease == nil)
        #expect(try ledger.releases(of: name).last?.content.answers.environment["PASSWORD"] == "s3cret")
        try ledger.forget(name)
        #expect(try ledger.installations().isEmpty)
        #expect(try ledger.releases(of: name).isEmpty)
    }

    @Test func aReleaseNeverChanges() throws {
        let scratch = try Scratch()
        let ledger = try Ledger(at: scratch.state)
        let name = try Sample.name("hello")
        _ = try ledger.addRelease(try Sample.draft(), to: name)
        let found = try problem {
            try ledger.write { database, _ in try database.execute(sql: "UPDATE release SET answers = '{}'") }
        }
        #expect(found.code == "ledger.defect")
        #expect(found.message.hasSuffix("a release never changes"))
    }

    @Test func anUnknownInstallationIsNamed() throws {
        let scratch = try Scratch()
        let ledger = try Ledger(at: scratch.state)
        let found = try problem { try ledger.setState(.failed, of: try Sample.name("nobody")) }
        #expect(found.code == "ledger.unknown-installation")
        #expect(found.exit == .unknownName)
        #expect(found.message == "there is no installation `nobody`")
    }

    @Test func documentsStandBesideARelease() throws {
        let scratch = try Scratch()
        let ledger = try Ledger(at: scratch.state)
        let name = try Sample.name("hello")
        _ = try ledger.addRelease(try Sample.draft(), to: name)
        try ledger.setDocument("desired", [1], ofRelease: 1, of: name)
        try ledger.setDocument("desired", [2, 3], ofRelease: 1, of: name)
        #expect(try ledger.document("desired", ofRelease: 1, of: name) == [2, 3])
        #expect(try ledger.document("other", ofRelease: 1, of: name) == nil)
    }
}

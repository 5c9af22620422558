import Foundation
import GRDB
import Testing
import Vocabulary

@testable import Ledger

/// The file itself: modes, durability, foreign and damaged ones.
@Suite struct FileTests {
    @Test func aFolderThatIsOursIsTightened() throws {
        let scratch = try Scratch()
        try Ledger(at: scratch.state).close()
        chmod(scratch.state.rawValue, 0o755)
        chmod(scratch.state.appending("ledger.sqlite").rawValue, 0o644)
        try Ledger(at: scratch.state).close()
        #expect(try scratch.mode("state") == 0o700)
        #expect(try scratch.mode("state/ledger.sqlite") == 0o600)
    }

    @Test func aFolderOfOthersIsRefused() throws {
        let scratch = try Scratch()
        #expect(FileManager.default.createFile(atPath: scratch.path.appending("notes").rawValue, contents: nil))
        let found = try problem { _ = try Ledger(at: scratch.path) }
        #expect(found.code == "ledger.folder-open")
        #expect(found.exit == .prerequisite)
        #expect(
            found.message
                == "cannot keep state in `\(scratch.path)`: other users can look into it, and it is not a folder of ours"
        )
        #expect(found.found == "mode 0755")
        #expect(try scratch.mode("notes") != 0)
    }

    @Test func everyCommitIsSynced() throws {
        let scratch = try Scratch()
        let ledger = try Ledger(at: scratch.state)
        let settings = try ledger.store.read { database in
            try ["journal_mode", "synchronous", "foreign_keys", "application_id"].map {
                try String.fetchOne(database, sql: "PRAGMA \($0)")
            }
        }
        // 2 is FULL (sqlite.org/pragma.html#pragma_synchronous).
        #expect(settings == ["wal", "2", "1", String(Schema.applicationID)])
    }

    @Test func theTargetKeepsItsName() throws {
        let scratch = try Scratch()
        let first = try Ledger(at: scratch.state)
        let id = try first.targetID()
        #expect(UUID(uuidString: id) != nil)
        first.close()
        #expect(try Ledger(at: scratch.state).targetID() == id)
    }

    @Test func aReaderNeedsNoLockAndMakesNothing() throws {
        let scratch = try Scratch()
        #expect(try LedgerReader.open(at: scratch.state) == nil)
        #expect(!FileManager.default.fileExists(atPath: scratch.state.rawValue))
        let ledger = try Ledger(at: scratch.state)
        _ = try ledger.addRelease(try Sample.draft(), to: try Sample.name("hello"))
        let reader = try #require(try LedgerReader.open(at: scratch.state))
        #expect(try reader.installations().map(\.name.rawValue) == ["hello"])
        #expect(try reader.lockHolder()?.process == Int(getpid()))
        try ledger.setState(.failed, of: try Sample.name("hello"))
        #expect(try reader.installations().map(\.state) == [.failed])
        ledger.close()
        #expect(try reader.lockHolder() == nil)
    }

    @Test func aReaderOfAClosedLedgerSeesAll() throws {
        let scratch = try Scratch()
        do {
            let ledger = try Ledger(at: scratch.state)
            _ = try ledger.addRelease(try Sample.draft(), to: try Sample.name("hello"))
        }
        #expect(try LedgerReader.open(at: scratch.state)?.releases(of: try Sample.name("hello")).count == 1)
    }

    @Test func anotherProgramsDatabaseIsLeftAlone() throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(
            atPath: scratch.state.rawValue, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let file = scratch.state.appending("ledger.sqlite").rawValue
        try DatabaseQueue(path: file).write { try $0.execute(sql: "CREATE TABLE theirs (x)") }
        let found = try problem { _ = try Ledger(at: scratch.state) }
        #expect(found.code == "ledger.not-a-ledger")
        #expect(found.message == "cannot open the ledger `\(file)`: it is another program's database")
        #expect(try problem { _ = try LedgerReader.open(at: scratch.state) }.code == "ledger.not-a-ledger")
    }

    @Test func aNewerSchemaIsRefused() throws {
        let scratch = try Scratch()
        let ledger = try Ledger(at: scratch.state)
        try ledger.store.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('9999')") }
        ledger.close()
        let found = try problem { _ = try Ledger(at: scratch.state) }
        #expect(found.code == "ledger.newer-schema")
        #expect(found.message.hasSuffix("a newer valise wrote it"))
        #expect(try problem { _ = try LedgerReader.open(at: scratch.state) }.code == "ledger.newer-schema")
    }

    @Test(arguments: [0, 18, 100, 4096 + 8, 40_000])
    func aDamagedFileIsSaid(_ offset: Int) throws {
        let scratch = try Scratch()
        let name = try Sample.name("hello")
        do {
            let ledger = try Ledger(at: scratch.state)
            let release = try ledger.addRelease(try Sample.draft(), to: name)
            let operation = try ledger.beginOperation(
                .install, of: name, release: release.number, steps: Sample.steps(200))
            try ledger.store.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA wal_checkpoint(TRUNCATE)") }
            _ = operation
        }
        let file = scratch.state.appending("ledger.sqlite").rawValue
        let descriptor = open(file, O_WRONLY)
        let garbage = [UInt8](repeating: 0xA5, count: 300)
        #expect(pwrite(descriptor, garbage, garbage.count, off_t(offset)) == garbage.count)
        close(descriptor)
        do {
            let ledger = try Ledger(at: scratch.state)
            for installation in try ledger.installations() {
                _ = try ledger.releases(of: installation.name)
                for operation in try ledger.operations(of: installation.name) { _ = try ledger.steps(of: operation.id) }
            }
        } catch let problem as Problem {
            #expect(
                ["ledger.damaged", "ledger.not-a-ledger", "ledger.not-accessible", "ledger.defect"]
                    .contains(problem.code.rawValue), "\(problem)")
        }
    }

    @Test func notADatabase() throws {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(
            atPath: scratch.state.rawValue, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let file = scratch.state.appending("ledger.sqlite").rawValue
        try Data(repeating: 65, count: 10_000).write(to: URL(fileURLWithPath: file))
        let found = try problem { _ = try Ledger(at: scratch.state) }
        #expect(found.code == "ledger.damaged")
        #expect(found.message == "cannot read the ledger `\(file)`: it is damaged")
        #expect(found.hint?.contains("valise install") == true)
    }

    @Test func aFullDiskIsSaidAndLosesNothing() throws {
        let scratch = try Scratch()
        let ledger = try Ledger(at: scratch.state)
        let name = try Sample.name("hello")
        _ = try ledger.addRelease(try Sample.draft(), to: name)
        // The database may not grow: SQLite answers as it does on a full disk.
        try ledger.store.queue.inDatabase { database in
            let pages = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
        let found = try problem {
            try ledger.setDocument("big", [UInt8](repeating: 1, count: 1 << 20), ofRelease: 1, of: name)
        }
        #expect(found.code == "ledger.disk-full")
        #expect(found.exit == .step)
        #expect(
            found.message
                == "cannot write the ledger `\(scratch.state.appending("ledger.sqlite"))`: the disk is full")
        #expect(try ledger.releases(of: name).count == 1)
        #expect(try ledger.document("big", ofRelease: 1, of: name) == nil)
    }
}

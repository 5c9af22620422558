import Foundation
import GRDB
import Testing
import Vocabulary

@testable import Ledger

/// From SQLite's results to what a person reads.
@Suite struct LedgerProblemTests {
    @Test(arguments: [
        (ResultCode.SQLITE_FULL, "ledger.disk-full", ExitCode.step, "cannot write the ledger `/s`: the disk is full"),
        (.SQLITE_IOERR, "ledger.input-output", .step, "cannot read or write the ledger `/s`: why"),
        (.SQLITE_CORRUPT, "ledger.damaged", .step, "cannot read the ledger `/s`: it is damaged"),
        (.SQLITE_NOTADB, "ledger.damaged", .step, "cannot read the ledger `/s`: it is damaged"),
        (
            .SQLITE_BUSY, "ledger.busy", .step,
            "cannot write the ledger `/s`: another process is in the middle of writing it"
        ),
        (.SQLITE_CANTOPEN, "ledger.not-accessible", .prerequisite, "cannot open the ledger `/s`: why"),
        (.SQLITE_READONLY, "ledger.not-accessible", .prerequisite, "cannot open the ledger `/s`: why"),
        (.SQLITE_CONSTRAINT, "ledger.defect", .defect, "cannot write the ledger `/s`: why"),
    ])
    func results(_ result: ResultCode, _ code: String, _ exit: ExitCode, _ message: String) throws {
        let path = try #require(AbsolutePath("/s"))
        let found = try problem {
            try LedgerProblem.translating(path) {
                throw DatabaseError(resultCode: result, message: "why", sql: "INSERT", arguments: ["s3cret"])
            }
        }
        #expect(found.code.rawValue == code)
        #expect(found.exit == exit)
        #expect(found.message == message)
        #expect(!"\(found)".contains("s3cret"))
    }

    @Test func aFileInTheFoldersPlace() throws {
        let scratch = try Scratch()
        let descriptor = open(scratch.state.rawValue, O_CREAT | O_WRONLY, 0o600)
        close(descriptor)
        let found = try problem { _ = try Ledger(at: scratch.state) }
        #expect(found.code == "ledger.not-accessible")
        #expect(found.message == "cannot open the ledger `\(scratch.state)/ledger.sqlite`: Not a directory")
        #expect(try LedgerReader.open(at: scratch.state) == nil)
    }
}

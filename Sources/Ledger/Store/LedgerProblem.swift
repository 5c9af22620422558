import Foundation
internal import GRDB
import Vocabulary

/// What can go wrong with a ledger, in a person's words.
enum LedgerProblem {
    /// Runs `body` and turns errors of SQLite into problems; problems pass as they are.
    static func translating<Value>(_ path: AbsolutePath, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw problem(for: error, path)
        } catch is RowDecodingError {
            // Its own text would show the row, and a row may hold answers.
            throw damaged(path, "a row is not of the expected form")
        } catch let error as DecodingError {
            throw damaged(path, "a stored document cannot be read: \(LedgerProblem.summary(error))")
        }
    }

    private static func problem(for error: DatabaseError, _ path: AbsolutePath) -> Problem {
        // No SQL and no arguments in the text: they hold answers.
        let reason = error.message ?? "error \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL:
            return Problem(
                "ledger.disk-full", .step, "cannot write the ledger `\(path)`: the disk is full",
                consequence: "the last record was not written; all earlier ones are safe",
                hint: "free space, then run `valise resume`")
        case .SQLITE_IOERR:
            return Problem(
                "ledger.input-output", .step, "cannot read or write the ledger `\(path)`: \(reason)",
                consequence: "the last record was not written; all earlier ones are safe",
                hint: "look at the disk with `dmesg`, then run `valise resume`")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return damaged(path, reason)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return Problem(
                "ledger.busy", .step,
                "cannot write the ledger `\(path)`: another process is in the middle of writing it",
                consequence: "nothing was changed", hint: "try again")
        case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH:
            return notAccessible(path, reason)
        default:
            return Problem(
                "ledger.defect", .defect, "cannot write the ledger `\(path)`: \(reason)",
                consequence: "the record was not written", hint: "this is a defect of ours: please report it")
        }
    }

    static func notAccessible(_ path: AbsolutePath, _ reason: String) -> Problem {
        Problem(
            "ledger.not-accessible", .prerequisite, "cannot open the ledger `\(path)`: \(reason)",
            consequence: "nothing was changed",
            hint: "run as the user who installed, or name another folder with `--state-dir`")
    }

    static func damaged(_ path: AbsolutePath, _ reason: String) -> Problem {
        Problem(
            "ledger.damaged", .step, "cannot read the ledger `\(path)`: it is damaged", found: reason,
            consequence: "nothing was changed; what is installed goes on running",
            hint: "put back a copy of the file, or move it away and run `valise install` again: what is there is found")
    }

    static func notALedger(_ path: AbsolutePath) -> Problem {
        Problem(
            "ledger.not-a-ledger", .prerequisite, "cannot open the ledger `\(path)`: it is another program's database",
            consequence: "nothing was changed", hint: "name another folder with `--state-dir`")
    }

    static func newerSchema(_ path: AbsolutePath) -> Problem {
        Problem(
            "ledger.newer-schema", .prerequisite, "cannot open the ledger `\(path)`: a newer valise wrote it",
            consequence: "nothing was changed", hint: "use that valise, or a newer one")
    }

    static func locked(_ path: AbsolutePath, _ holder: LockHolder) -> Problem {
        Problem(
            "ledger.locked", .step,
            "cannot begin: process \(holder.process) on host `\(holder.host)` is at work on this target (\(holder.activity))",
            expected: "one valise at a time",
            found:
                "the ledger `\(path)` is held since \(Date(timeIntervalSince1970: Double(holder.since)).ISO8601Format())",
            consequence: "nothing was changed",
            hint: "wait for it to end, or end it with `kill \(holder.process)` and run `valise resume`")
    }

    static func openFolder(_ path: AbsolutePath, mode: String) -> Problem {
        Problem(
            "ledger.folder-open", .prerequisite,
            "cannot keep state in `\(path)`: other users can look into it, and it is not a folder of ours",
            expected: "mode 0700", found: "mode \(mode)", consequence: "nothing was changed",
            hint: "run `chmod 0700 \(path)` if it is for valise alone, or name another folder with `--state-dir`")
    }

    static func closed(_ path: AbsolutePath) -> Problem {
        Problem("ledger.closed", .defect, "the ledger `\(path)` was closed before this record was written")
    }

    static func lockLost(_ path: AbsolutePath) -> Problem {
        Problem(
            "ledger.lock-lost", .step, "cannot go on: another valise has taken the lock of the ledger `\(path)`",
            consequence: "the record was not written", hint: "wait for the other one to end, then run `valise resume`")
    }

    static func unknownInstallation(_ name: InstallationName) -> Problem {
        Problem(
            "ledger.unknown-installation", .unknownName, "there is no installation `\(name)`",
            hint: "see what there is with `valise list`")
    }

    static func unknownHost(_ name: HostName, known: [HostName]) -> Problem {
        let near = NearestName.of(name.rawValue, among: known.map(\.rawValue)).map { "did you mean `\($0)`? " } ?? ""
        return Problem(
            "host.unknown", .unknownName, "there is no host `\(name)` here",
            expected: known.isEmpty ? nil : "one of " + known.map { "`\($0)`" }.joined(separator: ", "),
            consequence: "nothing was changed", hint: near + "`valise hosts ls` shows what there is")
    }

    static func clash(_ clash: InventoryClash, _ hosts: [InventoryHost]) -> Problem {
        let (old, new) = (hosts[clash.earlier], hosts[clash.later])
        let (code, why): (ProblemCode, String) =
            switch clash.kind {
            case .name: ("host.name-taken", "there is another one of this name, at `\(old.address)`")
            case .address: ("host.address-taken", "`\(old.name)` has the address `\(new.address)`")
            case .local: ("host.local-taken", "`\(old.name)` is the one that valise runs on")
            }
        return Problem(
            code, .usage, "cannot add host `\(new.name)`: \(why)", consequence: "nothing was changed",
            hint: clash.kind == .name
                ? "`valise hosts label \(old.name) KEY=VALUE` changes its labels; for all else take it off before, `valise hosts rm \(old.name)`"
                : "`valise hosts rm \(old.name)` takes that one off, `valise hosts ls` shows all")
    }

    static func summary(_ error: DecodingError) -> String {
        switch error {
        case .dataCorrupted(let context), .keyNotFound(_, let context), .typeMismatch(_, let context),
            .valueNotFound(_, let context):
            "at \(context.codingPath.map(\.stringValue).joined(separator: "."))"
        @unknown default: "not the expected form"
        }
    }
}

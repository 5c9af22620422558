internal import Foundation
public import Vocabulary

/// A ledger that is only looked at: takes no lock and changes nothing, so `list` and `status` work while an install is under way.
public struct LedgerReader: LedgerReading {
    public let store: LedgerStore

    /// Opens the ledger of a state folder, or the copy in it that is newer; `nil` where there is none, which is: nothing was ever installed there.
    /// Throws a `Problem`: `ledger.not-accessible`, `ledger.damaged`, `ledger.not-a-ledger`, `ledger.newer-schema`.
    public static func open(at folder: AbsolutePath) throws -> LedgerReader? {
        let path = folder.appending(LedgerStore.fileName)
        let isThere = try LedgerFile.size(path) ?? 0 > 0
        let own = isThere ? try LedgerStore.openForReading(path) : nil
        guard let copy = try LedgerCopy.successor(in: folder, of: own) else {
            return own.map { LedgerReader(store: $0) }
        }
        return LedgerReader(store: try LedgerStore.openForReading(copy.path))
    }
}

internal import Foundation
public import Vocabulary

/// A ledger as its holder has given it away, for the case that the holder is lost. Never changed; a newer one comes beside it, and then it goes.
public struct LedgerCopy: Sendable {
    public let head: LedgerHead
    let path: AbsolutePath

    /// In a state folder. What is in it: a folder for each copy (``LedgerHead/folderName``) with a file ``fileName``.
    public static let folder = "ledger-copies"
    /// In a copy's folder, mode 0600.
    public static let fileName = "ledger.sqlite"
    /// More than any ledger has: a hundred releases of a definition of a megabyte.
    public static let limit = ByteCount(256 << 20)

    /// The newest copies that lie in a state folder, one of each target.
    static func newest(in stateDirectory: AbsolutePath) throws -> [LedgerCopy] {
        let base = stateDirectory.appending(folder)
        var information = stat()
        if stat(base.rawValue, &information) != 0, errno == ENOENT || errno == ENOTDIR { return [] }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: base.rawValue)
        } catch {
            throw LedgerProblem.notAccessible(base, "the folder cannot be listed")
        }
        let heads = Dictionary(grouping: names.compactMap { LedgerHead(folderName: $0) }, by: \.target)
        return heads.values.compactMap { heads in
            heads.max().map { head in
                LedgerCopy(head: head, path: base.appending(head.folderName).appending(fileName))
            }
        }
    }

    /// The copy that counts here before a ledger of its own, if there is one: newer and of the same target, or where there is none, or one that knows of nothing installed, the only one.
    static func successor(in stateDirectory: AbsolutePath, of own: LedgerStore?) throws -> LedgerCopy? {
        let copies = try newest(in: stateDirectory)
        guard !copies.isEmpty else { return nil }
        guard let own else { return copies.count == 1 ? copies[0] : nil }
        let (head, isEmpty) = try own.read { (try SuccessionRow.head($0, own.path), try SuccessionRow.isEmpty($0)) }
        if let same = copies.first(where: { $0.head.target == head?.target }) {
            guard let head else { return same }
            return head < same.head ? same : nil
        }
        return isEmpty && copies.count == 1 ? copies[0] : nil
    }
}

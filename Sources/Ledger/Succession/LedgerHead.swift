/// Which state of which ledger a copy has. Of two copies of one target the greater is the newer.
public struct LedgerHead: Hashable, Sendable, Comparable {
    /// The target's id, a UUID in lower case.
    public var target: String
    /// Which holder of the ledger it is, counted from 1: every one that takes it over is the next.
    public var term: Int
    /// Of that holder: a random UUID, so that two who take it over at the same time are told apart.
    public var claim: String
    /// How many copies its holders had made before.
    public var revision: Int

    public init(target: String, term: Int, claim: String, revision: Int) {
        self.target = target
        self.term = term
        self.claim = claim
        self.revision = revision
    }

    public static func < (left: LedgerHead, right: LedgerHead) -> Bool {
        (left.term, left.revision, left.claim, left.target) < (right.term, right.revision, right.claim, right.target)
    }

    /// Under which a copy lies in its folder: `TARGET.TERM.CLAIM.REVISION`.
    public var folderName: String { "\(target).\(term).\(claim).\(revision)" }

    /// `nil` for the name of anything else, as of a copy that is just being written.
    public init?(folderName: String) {
        let parts = folderName.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts[0].utf8.count == 36, parts[2].utf8.count == 36, let term = Int(parts[1]),
            let revision = Int(parts[3])
        else { return nil }
        self.init(target: String(parts[0]), term: term, claim: String(parts[2]), revision: revision)
        guard self.folderName == folderName else { return nil }
    }
}

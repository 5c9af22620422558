import Vocabulary

/// How a ledger stands to what the managers of a cluster say. Pure.
enum Standing: Hashable, Sendable {
    /// It is the one that counts.
    case holds
    /// It is, and the others do not know it yet, or not that copies have been made.
    case announces
    /// A copy of the one that counts, or of the one before where the present holder has not begun.
    case succeeds
    /// Another one counts, and this is no copy of it.
    case outdated

    /// - Parameters:
    ///   - claim: of the ledger, or of the one that it is a copy of.
    ///   - isHeld: whether it is no copy.
    ///   - seat: what the managers say; `nil` where there is no cluster, or nobody has said it yet.
    init(claim: String, isHeld: Bool, seat: LedgerSeat?) {
        guard let seat else {
            self = isHeld ? .announces : .succeeds
            return
        }
        switch claim {
        case seat.claim where isHeld: self = seat.base == nil ? .holds : .announces
        case seat.claim, seat.base: self = .succeeds
        default: self = .outdated
        }
    }
}

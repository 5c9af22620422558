import Vocabulary

/// Who holds the ledger, as the managers of a cluster agree on it: labels of the cluster.
struct LedgerSeat: Hashable, Sendable {
    /// Counted from 1.
    var term: Int
    /// Of this holder, a random UUID.
    var claim: String
    /// Where the ledger is; `nil` where that is on no host of the cluster.
    var holder: HostName?
    /// The claim of which there are copies on other hosts, where there are none of this one yet: whoever took it over has not begun.
    var base: String?

    init(term: Int, claim: String, holder: HostName?, base: String?) {
        self.term = term
        self.claim = claim
        self.holder = holder
        self.base = base
    }

    /// `nil` for a cluster that nobody has said it of.
    init?(_ labels: [String: String]?) {
        guard let labels, let term = labels[ObjectLabel.ledgerTerm].flatMap({ Int($0) }),
            let claim = labels[ObjectLabel.ledgerClaim]
        else { return nil }
        self.init(
            term: term, claim: claim, holder: labels[ObjectLabel.ledgerHolder].flatMap { HostName($0) },
            base: labels[ObjectLabel.ledgerBase])
    }

    /// A cluster's labels with these in the place of what they said of it.
    func applied(to labels: [String: String]?) -> [String: String] {
        var labels = labels ?? [:]
        labels[ObjectLabel.ledgerTerm] = String(term)
        labels[ObjectLabel.ledgerClaim] = claim
        labels[ObjectLabel.ledgerHolder] = holder?.rawValue
        labels[ObjectLabel.ledgerBase] = base
        return labels
    }
}

import Vocabulary

/// How a connection came to its end.
enum LinkEnd: Sendable {
    /// The other end closed it between two frames.
    case closed
    /// It ended anywhere else, or here.
    case cut(String)
    /// What came instead, and why nothing more did.
    case noGreeting(banner: [UInt8], String)
    case refused(Refusal)

    struct Refusal: Sendable {
        let problem: Problem
        /// Whether the other end knows.
        let isTold: Bool
        init(_ problem: Problem?, isTold: Bool) {
            self.problem = problem ?? LinkProblem.broken("a farewell without a reason")
            self.isTold = isTold
        }
    }
}

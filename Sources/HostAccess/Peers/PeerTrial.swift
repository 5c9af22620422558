import Foundation
import Vocabulary

/// One port of another host that is being tried, beside others on one thread. It never waits itself.
protocol PeerTrial {
    /// What it waits for.
    var entries: [pollfd] { get }
    /// When it goes on although nothing has come; `nil`: not before.
    var timer: ContinuousClock.Instant? { get }
    /// What has come of it; `nil` where nothing has so far.
    var answer: PeerAnswer? { get }
    var pathMTU: PathMTU? { get }
    var isOver: Bool { get }
    mutating func goOn(at now: ContinuousClock.Instant)
    /// The time is over: there is an answer now, whatever it is.
    mutating func giveUp()
}

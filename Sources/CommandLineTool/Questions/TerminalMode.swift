import Foundation
import Synchronization

/// Modes of a terminal, always put back: also when the program is interrupted.
enum TerminalMode {
    enum Kind: Sendable {
        /// What is typed is not shown: passwords.
        case withoutEcho
        /// Every key goes through at once, Ctrl-C too: for a program in a container.
        case raw
    }

    private static let saved = Mutex<[Int32: termios]>([:])

    /// Runs the body in that mode. Where the descriptor is no terminal nothing is changed.
    static func with<Result>(
        _ kind: Kind, on descriptor: Int32, _ body: () async throws -> Result
    ) async rethrows -> Result {
        set(kind, on: descriptor)
        defer { restore(descriptor) }
        return try await body()
    }

    private static func set(_ kind: Kind, on descriptor: Int32) {
        var mode = termios()
        guard tcgetattr(descriptor, &mode) == 0 else { return }
        saved.withLock { $0[descriptor] = mode }
        switch kind {
        case .withoutEcho: mode.c_lflag &= ~tcflag_t(ECHO)
        case .raw: cfmakeraw(&mode)
        }
        tcsetattr(descriptor, TCSADRAIN, &mode)
    }

    private static func restore(_ descriptor: Int32) {
        guard var mode = saved.withLock({ $0.removeValue(forKey: descriptor) }) else { return }
        tcsetattr(descriptor, TCSADRAIN, &mode)
    }

    /// For the moment before the process ends.
    static func restoreAll() {
        let all = saved.withLock { $0 }
        for descriptor in all.keys { restore(descriptor) }
    }
}

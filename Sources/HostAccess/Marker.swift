internal import Foundation
public import Vocabulary

/// A file that was written to be found again. While a copy of this value is there, the file counts as being in use.
public struct Marker: Hashable, Sendable {
    public let path: AbsolutePath
    public let content: [UInt8]
    private let hold: (any Sendable & AnyObject)?

    static let prefix = ".valise-marker-"

    /// Of a file that is there, which is held from now on.
    init(path: AbsolutePath, content: [UInt8]) {
        self.path = path
        self.content = content
        hold = MarkerHold(path)
    }

    /// Of a file that is held elsewhere for as long as `hold` lives.
    init(path: AbsolutePath, content: [UInt8], hold: any Sendable & AnyObject) {
        self.path = path
        self.content = content
        self.hold = hold
    }

    public static func == (left: Self, right: Self) -> Bool { left.path == right.path && left.content == right.content }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(path)
        hasher.combine(content)
    }
}

/// A lock on a file, which goes with the last reference, and with the process whatever becomes of it (flock(2)).
final class MarkerHold: Sendable {
    private let descriptor: Int32

    /// `nil` where the file cannot be opened, or somebody holds it.
    init?(_ path: AbsolutePath) {
        let opened = open(path.rawValue, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard opened >= 0 else { return nil }
        guard flock(opened, LOCK_EX | LOCK_NB) == 0 else {
            close(opened)
            return nil
        }
        descriptor = opened
    }

    deinit { close(descriptor) }
}

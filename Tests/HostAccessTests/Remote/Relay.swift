import Foundation
import Synchronization
import Testing

@testable import HostAccess

/// Carries bytes between two ends and cuts both directions off after so many in one of them.
final class Relay: Sendable {
    enum Direction: CaseIterable, Sendable { case toNear, toFar }

    let near: Int32
    let far: Int32
    private let bytes = Mutex<[UInt8]>([])
    var carried: [UInt8] { bytes.withLock { $0 } }

    init(cutting direction: Direction, after cut: Int?) throws {
        let (left, right) = (try SocketPair(), try SocketPair())
        (near, far) = (left.first, right.first)
        let ends = (
            near: FileDescriptor(adopting: left.second, path: "near"),
            far: FileDescriptor(adopting: right.second, path: "far")
        )
        Thread.detachNewThread { [self] in
            carry(ends.far, ends.near, direction == .toNear ? cut ?? .max : nil)
            shutdown(ends.far.number, Int32(SHUT_RDWR))
        }
        Thread.detachNewThread { [self] in
            carry(ends.near, ends.far, direction == .toFar ? cut ?? .max : nil)
            shutdown(ends.near.number, Int32(SHUT_RDWR))
        }
    }

    /// `limit`: of the direction that is looked at.
    private func carry(_ source: FileDescriptor, _ sink: FileDescriptor, _ limit: Int?) {
        var buffer = [UInt8](repeating: 0, count: 4096)
        var left = limit ?? .max
        while left > 0 {
            let count = recv(source.number, &buffer, min(buffer.count, left), 0)
            guard count > 0 else { break }
            if limit != nil { bytes.withLock { $0 += buffer[..<count] } }
            left -= count
            guard send(sink.number, buffer, count, Int32(MSG_NOSIGNAL)) == count else { break }
        }
        shutdown(sink.number, Int32(limit == nil ? SHUT_WR : SHUT_RDWR))
    }

    /// Where frames begin behind the greeting.
    static func borders(in bytes: [UInt8]) throws -> [Int] {
        let greeting = Greeting.line(version: LinkLimits.version).count
        var borders = [0, greeting]
        var parser = FrameParser()
        parser.take(bytes[greeting...])
        while let frame = try parser.next() {
            borders.append((borders.last ?? 0) + Frame.headerSize + frame.payload.count)
        }
        return borders
    }
}

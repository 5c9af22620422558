import Foundation
import Testing

@testable import HostAccess

/// The far end played by a test: it says what it is told to, byte by byte.
final class ScriptedEnd: Sendable {
    private let socket: FileDescriptor

    init(_ socket: Int32) { self.socket = FileDescriptor(adopting: socket, path: "the far end") }

    func say(_ bytes: [UInt8]) throws { try socket.sendAll(bytes) }
    func say(_ text: String) throws { try say(Array(text.utf8)) }
    func greet() throws { try say(Greeting.line(version: LinkLimits.version)) }

    func say(_ frame: Frame) throws {
        var bytes: [UInt8] = []
        frame.append(to: &bytes)
        try say(bytes)
    }

    /// Hears until `count` bytes have come, or the other end has closed.
    func hear(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < count {
            let got = recv(socket.number, &buffer, min(buffer.count, count - bytes.count), 0)
            guard got > 0 else { break }
            bytes += buffer[..<got]
        }
        return bytes
    }

    /// The next frame behind the near end's greeting, which is heard first where `afterGreeting`.
    func hearFrame() throws -> Frame {
        var parser = FrameParser()
        parser.take(hear(Frame.headerSize))
        while true {
            if let frame = try parser.next() { return frame }
            let more = hear(1)
            try #require(!more.isEmpty, "the near end has closed")
            parser.take(more)
        }
    }

    func hearGreeting() { _ = hear(Greeting.line(version: LinkLimits.version).count) }

    func close() { shutdown(socket.number, Int32(SHUT_RDWR)) }
}

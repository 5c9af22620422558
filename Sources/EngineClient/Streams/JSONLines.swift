import Foundation
import NIOCore

/// JSON documents, one a line, as progress and events come.
struct JSONLines<Line: Decodable> {
    private let stream: ResponseStream
    private let limit: Int
    private var rest: [UInt8] = []
    private var isAtEnd = false

    init(_ stream: ResponseStream, limit: Int) {
        self.stream = stream
        self.limit = limit
    }

    /// The next document; `nil` at the end. Unreadable ones are `engine.answer-invalid`.
    mutating func next() async throws -> Line? {
        while true {
            if let newline = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(rest[..<newline])
                rest.removeFirst(newline + 1)
                if let value = try decode(line) { return value }
            } else if isAtEnd {
                let line = rest
                rest = []
                return try decode(line)
            } else if let chunk = try await stream.next() {
                guard rest.count + chunk.readableBytes <= limit else {
                    stream.close()
                    throw stream.failure.after(TransportFailure.tooLarge(limit: limit))
                }
                rest.append(contentsOf: chunk.readableBytesView)
            } else {
                isAtEnd = true
            }
        }
    }

    private func decode(_ line: [UInt8]) throws -> Line? {
        guard line.contains(where: { $0 > UInt8(ascii: " ") }) else { return nil }
        do {
            return try JSONDecoder().decode(Line.self, from: Data(line))
        } catch {
            stream.close()
            throw stream.failure.after(
                TransportFailure.malformed(
                    "a line that begins \"\(String(decoding: line.prefix(120), as: UTF8.self))\""))
        }
    }
}

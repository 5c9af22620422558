import Foundation
import Testing
import Vocabulary

@testable import HostAccess

/// Listens at a unix socket; reads each connection to its end, and only then says how many bytes came, and a million dots.
final class CountingEngine: Sendable {
    let path: AbsolutePath
    private let wake: WakeUp

    init(at path: AbsolutePath) throws {
        self.path = path
        let wake = try WakeUp()
        self.wake = wake
        let listener = try UnixSocket.listen(at: path)
        Thread.detachNewThread {
            while case .ready = wake.wait(for: listener.number, Int16(POLLIN)) {
                let number = accept(listener.number, nil, nil)
                guard number >= 0 else { continue }
                let connection = FileDescriptor(adopting: number, path: path.rawValue)
                Thread.detachNewThread {
                    guard let count = try? connection.readToEnd().count else { return }
                    let answer = Array("\(count)".utf8) + [UInt8](repeating: UInt8(ascii: "."), count: 1_000_000)
                    // A client that has gone is nobody's fault here.
                    try? connection.sendAll(answer)
                }
            }
        }
    }

    deinit { wake.ring() }
}

extension FileDescriptor {
    func readToEnd() throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = read(number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            try HostProblem.check(Int32(clamping: count), "read", path)
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }
}

/// What blocks, beside Swift's threads.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}

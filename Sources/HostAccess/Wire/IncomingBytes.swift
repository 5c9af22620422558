import Foundation
import Synchronization
import Vocabulary

/// One direction of a stream, at the end that takes it. It holds what it has given credit for, and no more. One reader.
final class IncomingBytes: Sendable {
    private let state = Mutex(State())
    private let changed = DispatchSemaphore(value: 0)
    private let grant: @Sendable (Int) -> Void

    private struct State {
        var chunks: [[UInt8]] = []
        /// Bytes of the first chunk that were read.
        var offset = 0
        /// What the other end may still send.
        var allowance = 0
        /// Read since credit was last given.
        var consumed = 0
        var isOpen = false
        var end: Result<Void, any Error>?
        var whenFailed: (@Sendable () -> Void)?
    }

    /// - Parameter grant: tells the other end how many more bytes it may send; called by the reader.
    init(grant: @escaping @Sendable (Int) -> Void) { self.grant = grant }

    /// The other end may begin to send; it is told once.
    func open() {
        let isFirst = state.withLock { state -> Bool in
            defer { state.isOpen = true }
            if !state.isOpen { state.allowance = LinkLimits.window }
            return !state.isOpen
        }
        if isFirst { grant(LinkLimits.window) }
    }

    func accept(_ bytes: [UInt8]) throws(FrameParser.Violation) {
        let isWithin = state.withLock { state -> Bool in
            guard bytes.count <= state.allowance else { return false }
            state.allowance -= bytes.count
            if state.end == nil { state.chunks.append(bytes) }
            return true
        }
        guard isWithin else { throw FrameParser.Violation(found: "data without credit") }
        changed.signal()
    }

    /// The stream is complete.
    func finish() { end(.success(())) }

    /// The stream will never be complete; what was not read yet is dropped.
    func fail(_ error: any Error) { end(.failure(error)) }

    private func end(_ result: Result<Void, any Error>) {
        let notify = state.withLock { state -> (@Sendable () -> Void)? in
            guard state.end == nil else { return nil }
            state.end = result
            defer { state.whenFailed = nil }
            guard case .failure = result else { return nil }
            state.chunks = []
            return state.whenFailed
        }
        notify?()
        changed.signal()
    }

    /// Calls it when the stream fails, also where it has failed already: for a reader that waits for something else.
    func whenFailed(_ notify: @escaping @Sendable () -> Void) {
        let hasFailed = state.withLock { state -> Bool in
            if case .failure = state.end { return true }
            if state.end == nil { state.whenFailed = notify }
            return false
        }
        if hasFailed { notify() }
    }

    /// Waits for bytes; 0 at the end of a complete stream. Throws what it failed with.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        while true {
            let (count, credit) = try state.withLock { try Self.take(from: &$0, into: buffer) }
            if credit > 0 { grant(credit) }
            if let count { return count }
            changed.wait()
        }
    }

    /// `nil` where it is necessary to wait.
    private static func take(
        from state: inout State, into buffer: UnsafeMutableRawBufferPointer
    ) throws -> (count: Int?, credit: Int) {
        guard let first = state.chunks.first else {
            guard let end = state.end else { return (nil, 0) }
            try end.get()
            return (0, 0)
        }
        let count = min(buffer.count, first.count - state.offset)
        first.withUnsafeBytes {
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[state.offset..<state.offset + count]))
        }
        state.offset += count
        if state.offset == first.count {
            state.chunks.removeFirst()
            state.offset = 0
        }
        state.consumed += count
        // In halves: one credit frame for many data frames, and the sender need not wait for it.
        guard state.consumed >= LinkLimits.window / 2, state.end == nil else { return (count, 0) }
        defer { state.consumed = 0 }
        state.allowance += state.consumed
        return (count, state.consumed)
    }
}

import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import RegistryServer

/// However many clients come for content that is made on the way: only as many bodies are under way as there is memory for, and everybody is served.
@Suite struct GenerationGateTests {
    /// How many readers are open, and the most that were.
    private final class Open: Sendable {
        private let state = Mutex((now: 0, most: 0))
        var most: Int { state.withLock { $0.most } }
        func enter() {
            state.withLock { state in
                state.now += 1
                state.most = max(state.most, state.now)
            }
        }
        func leave() { state.withLock { $0.now -= 1 } }
    }

    private final class Order: Sendable { let numbers = Mutex<[Int]>([]) }

    /// Counts as open until it goes.
    private final class Reader: ByteReader {
        private let open: Open
        private var left: Int64
        init(_ size: Int64, _ open: Open) {
            self.open = open
            left = size
            open.enter()
        }
        deinit { open.leave() }
        func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
            let count = Int(min(left, Int64(buffer.count)))
            left -= Int64(count)
            return count
        }
    }

    @Test(.timeLimit(.minutes(1))) func manyClientsShareTheMemory() async throws {
        let size: Int64 = 3 << 20
        let file = try OpenedFile([])
        let open = Open()
        var content = SampleContent(file: file, bytes: [])
        let digest = Digest.of([7])
        content.blobs[digest] = .generated(size: size) { Reader(size, open) }
        var limits = RegistryLimits()
        // A body of 3 MiB takes 3 + 2 MiB.
        limits.generationBytes = 2 * (5 << 20)
        let total = try await RegistryServer.serving(content, limits: limits) { server in
            let port = server.port
            return try await withThrowingTaskGroup(of: Int64.self) { group in
                for _ in 0..<24 {
                    group.addTask {
                        try await blocking { try RawClient.count(port, blob: digest) }
                    }
                }
                return try await group.reduce(0, +)
            }
        }
        #expect(total > 24 * size)
        // A reader goes a moment after its turn has ended.
        #expect(open.most <= 4, "\(open.most) at a time")
    }

    @Test func turnsComeInOrderAndAlwaysCome() async throws {
        let gate = GenerationGate(bytes: 10)
        #expect(gate.weight(ofBody: 1 << 40) == 10)
        await gate.enter(10)
        let order = Order()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<3 {
                group.addTask {
                    await gate.enter(10)
                    order.numbers.withLock { $0.append(number) }
                    gate.leave(10)
                }
                // The next one comes when this one waits.
                while gate.waiting <= number { await Task.yield() }
            }
            gate.leave(10)
            try await group.waitForAll()
        }
        #expect(order.numbers.withLock { $0 } == [0, 1, 2])
    }

    /// A small body does not overtake a large one that waits.
    @Test func nobodyIsOvertaken() async {
        let gate = GenerationGate(bytes: 10)
        await gate.enter(6)
        async let large: Void = gate.enter(8)
        while gate.waiting < 1 { await Task.yield() }
        async let small: Void = gate.enter(1)
        while gate.waiting < 2 { await Task.yield() }
        gate.leave(6)
        _ = await (large, small)
        gate.leave(9)
        #expect(gate.waiting == 0)
    }
}

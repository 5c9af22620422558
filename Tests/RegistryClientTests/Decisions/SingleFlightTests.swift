import Testing

@testable import RegistryClient

@Suite(.timeLimit(.minutes(1))) struct SingleFlightTests {
    /// Waits until so many wait; nobody sleeps.
    func until(_ flight: SingleFlight<String, Int>, _ count: Int) async {
        while flight.waiting(for: "a") != count { await Task.yield() }
    }

    @Test func oneWorksForAll() async throws {
        let (flight, gate, count) = (SingleFlight<String, Int>(), TransferGate(1), Numbers())
        try await gate.enter()
        let tasks = (0..<10).map { _ in
            Task {
                try await flight.value(for: "a") {
                    count.add(1)
                    try await gate.enter()
                    return 7
                }
            }
        }
        await until(flight, 10)
        gate.leave()
        for task in tasks { #expect(try await task.value == 7) }
        #expect(count.all == [1])
    }

    @Test func whoIsCancelledTakesNothingFromOthers() async throws {
        let (flight, gate) = (SingleFlight<String, Int>(), TransferGate(1))
        try await gate.enter()
        let work: @Sendable () async throws -> Int = {
            try await gate.enter()
            return 7
        }
        let first = Task { try await flight.value(for: "a", work) }
        await until(flight, 1)
        let second = Task { try await flight.value(for: "a", work) }
        await until(flight, 2)
        first.cancel()
        await #expect(throws: CancellationError.self) { try await first.value }
        gate.leave()
        #expect(try await second.value == 7)
    }

    @Test func theWorkEndsWhenNobodyWaits() async throws {
        let (flight, gate, ended) = (SingleFlight<String, Int>(), TransferGate(1), Numbers())
        try await gate.enter()
        let task = Task {
            try await flight.value(for: "a") {
                defer { ended.add(1) }
                try await gate.enter()
                return 7
            }
        }
        await until(flight, 1)
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        while ended.all.isEmpty { await Task.yield() }
        // And it can begin anew.
        #expect(try await flight.value(for: "a") { 8 } == 8)
    }
}
